package hearth.cli;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.server.HearthServer;
import hearth.server.ServerParts;
import hearth.server.access.TokenRegister;
import hearth.server.engine.EngineModelLoader;
import hearth.server.model.StoreDirectory;
import hearth.store.ModelStore;
import hearth.store.pull.ModelResolver;
import hearth.studio.Studio;
import hearth.studio.StudioParts;
import hearth.studio.watch.ClientBook;
import hearth.studio.watch.LogLines;
import hearth.studio.watch.WatchParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Serves until the process is asked to stop. */
final class Serving {
    /** Classes that statements in a database file may name: none. */
    private static final String DATABASE_CLASSES = "h2.allowedClasses";

    private final Services services;

    Serving(Services services) {
        this.services = services;
    }

    /** @param listening is told the address when the server can be called */
    int run(ServeSettings settings, Consumer<String> listening) throws IOException, InterruptedException {
        System.setProperty(DATABASE_CLASSES, "");
        CommandIo io = services.io();
        LogLines lines = new LogLines();
        ServeLog log = new ServeLog(io.err(), io.clock(), "1".equals(io.variables().get("HEARTH_DEBUG")), lines);
        log.install();
        VectorModule.load().ifPresent(reason -> log.line("level=warning message=\"" + reason + '"'));
        Supplier<Engine> engines = () -> engine(settings, log);
        EngineModelLoader loader = new EngineModelLoader(engines, settings.runners());
        Path studioFolder = services.home().resolve(".hearth").resolve("studio");
        TokenRegister issued = TokenRegister.open(studioFolder.resolve("tokens.json"), io.clock());
        StudioParts studio = studio(settings, loader, engines, studioFolder, lines, issued);
        HearthServer server = HearthServer.open(settings.server(), parts(settings, loader, log, studio, issued));
        String url = settings.url(server.port());
        log.line("event=listening url=" + url + " models=" + settings.store().root() + " tokens="
                + (settings.server().tokens().isEmpty() && issued.entries().isEmpty() ? "none" : "required"));
        listening.accept(url);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            log.line("event=stopping");
            server.close();
            loader.close();
            log.line("event=stopped");
            log.flush();
            ended.countDown();
            // A server that was asked to stop and did has not failed, whatever code the JVM would give for a signal.
            Runtime.getRuntime().halt(ExitCode.OK);
        }, "hearth-stop"));
        ended.await();
        return ExitCode.OK;
    }

    private static Engine engine(ServeSettings settings, ServeLog log) {
        StoredPackedCopies copies = new StoredPackedCopies(
                settings.store(), line -> log.line("level=warning message=\"" + line.replace('"', '\'') + '"'));
        return Engine.open(EngineOptions.defaults().withThreads(settings.threads()).withPackedCopies(copies));
    }

    private StudioParts studio(
            ServeSettings settings, EngineModelLoader loader, Supplier<Engine> engines, Path folder, LogLines lines, TokenRegister issued) {
        ModelStore store = settings.store();
        List<Path> places = settings.places().isEmpty() ? List.of(services.home().resolve(".hearth").resolve("workshop")) : settings.places();
        boolean mustAsk = !settings.isLocal() && !settings.server().open();
        return new StudioParts(
                folder,
                store,
                new StoreDirectory(store, resolver(store)),
                loader,
                services.catalogue(),
                settings.pool().memoryBytes(),
                settings.threads(),
                services.io().clock(),
                services.downloadOptions(),
                new StudioParts.Workbench(engines, places),
                new WatchParts(lines, new ClientBook(services.io().clock()), issued, !settings.server().tokens().isEmpty(), mustAsk),
                services.mcp());
    }

    private ModelResolver resolver(ModelStore store) {
        return new ModelResolver(store, services.catalogue(), services.home());
    }

    private ServerParts parts(ServeSettings settings, EngineModelLoader loader, ServeLog log, StudioParts studio, TokenRegister issued) {
        return new ServerParts(
                settings.store(),
                resolver(settings.store()),
                studio.directory(),
                loader,
                settings.pool(),
                services.downloadOptions(),
                services.build().version(),
                services.io().clock(),
                log::line,
                Studio.mount(studio),
                issued);
    }
}
