package hearth.studio;

import hearth.engine.Engine;
import hearth.server.model.ModelDirectory;
import hearth.server.model.ModelLoader;
import hearth.store.DownloadOptions;
import hearth.store.ModelStore;
import hearth.store.pull.Catalogue;
import hearth.studio.mcp.McpOptions;
import hearth.studio.watch.WatchParts;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the studio is made of.
 *
 * @param folder where conversations and settings are kept; made when first needed
 * @param directory of the models that may be asked about
 * @param loader tells what a model would need
 * @param memoryLimitBytes that all models together may need
 * @param threads that compute; 0 = as many as the machine has physical cores
 * @param downloads rules of what is asked of other machines
 * @param workshop opens engines, and names the folders that may be read
 * @param watch log, clients and tokens of the server
 * @param mcp which MCP servers there are
 */
public record StudioParts(
        Path folder,
        ModelStore store,
        ModelDirectory directory,
        ModelLoader loader,
        Catalogue catalogue,
        long memoryLimitBytes,
        int threads,
        Clock clock,
        DownloadOptions downloads,
        Workbench workshop,
        WatchParts watch,
        McpOptions mcp) {
    /**
     * What the workshop needs beside the store.
     *
     * @param engines opens an engine for one comparison
     * @param places folders whose files the pages may name
     */
    public record Workbench(Supplier<Engine> engines, List<Path> places) {
        public Workbench {
            places = List.copyOf(places);
        }
    }
}
