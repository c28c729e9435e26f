package hearth.cli;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.server.HearthServer;
import hearth.server.ServerParts;
import hearth.server.engine.EngineModelLoader;
import hearth.server.model.StoreDirectory;
import hearth.store.ModelStore;
import hearth.store.pull.ModelResolver;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hearth serve}. */
@Command(
        name = "serve",
        aliases = "start",
        description = "Serve the models on this machine over HTTP, to the clients of Ollama.",
        footer = {
            "%nExamples:",
            "  hearth serve                                        this machine only, port 11434",
            "  hearth serve --host 0.0.0.0 --token-file tokens     other machines too, with a token",
            "  curl http://127.0.0.1:11434/api/tags",
            "%nEnvironment (else the same names with OLLAMA_):",
            "  HEARTH_HOST              [scheme://]host[:port]",
            "  HEARTH_KEEP_ALIVE        how long models stay loaded (5m; -1 is for ever)",
            "  HEARTH_NUM_PARALLEL      answers made at once, of one model",
            "  HEARTH_MAX_QUEUE         answers that may wait for one model (512)",
            "  HEARTH_CONTEXT_LENGTH    tokens a model can look at",
            "  HEARTH_ORIGINS           web pages that may call, set apart by commas",
            "  HEARTH_TOKEN             a token that clients must send"
        })
final class ServeCommand implements Callable<Integer> {
    private final Services services;

    @Mixin
    private ServeArguments arguments;

    ServeCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandIo io = services.io();
        ServeLog log = new ServeLog(io.err(), io.clock(), "1".equals(io.variables().get("HEARTH_DEBUG")));
        log.install();
        ServeSettings settings = arguments.settings(io.variables(), services.store());
        VectorModule.load().ifPresent(reason -> log.line("level=warning message=\"" + reason + '"'));
        EngineModelLoader loader = new EngineModelLoader(
                () -> Engine.open(EngineOptions.defaults().withThreads(settings.threads())), settings.runners());
        ModelStore store = settings.store();
        ModelResolver resolver = new ModelResolver(store, services.catalogue(), services.home());
        ServerParts parts = new ServerParts(
                store,
                resolver,
                new StoreDirectory(store, resolver),
                loader,
                settings.pool(),
                services.downloadOptions(),
                services.build().version(),
                io.clock(),
                log::line);
        HearthServer server = HearthServer.open(settings.server(), parts);
        log.line("event=listening url=" + settings.url(server.port()) + " models=" + store.root() + " tokens="
                + (settings.server().tokens().isEmpty() ? "none" : "required"));
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
}
