package hearth.cli;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.server.HearthServer;
import hearth.server.ServerParts;
import hearth.server.engine.EngineModelLoader;
import hearth.server.model.StoreDirectory;
import hearth.store.ModelStore;
import hearth.store.pull.ModelResolver;
import hearth.studio.Studio;
import hearth.studio.StudioParts;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Serves until the process is asked to stop. */
final class Serving {
    private final Services services;

    Serving(Services services) {
        this.services = services;
    }

    /** @param listening is told the address when the server can be called */
    int run(ServeSettings settings, Consumer<String> listening) throws IOException, InterruptedException {
        CommandIo io = services.io();
        ServeLog log = new ServeLog(io.err(), io.clock(), "1".equals(io.variables().get("HEARTH_DEBUG")));
        log.install();
        VectorModule.load().ifPresent(reason -> log.line("level=warning message=\"" + reason + '"'));
        EngineModelLoader loader = new EngineModelLoader(
                () -> Engine.open(EngineOptions.defaults().withThreads(settings.threads())), settings.runners());
        HearthServer server = HearthServer.open(settings.server(), parts(settings, loader, log));
        String url = settings.url(server.port());
        log.line("event=listening url=" + url + " models=" + settings.store().root() + " tokens="
                + (settings.server().tokens().isEmpty() ? "none" : "required"));
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

    private ServerParts parts(ServeSettings settings, EngineModelLoader loader, ServeLog log) {
        ModelStore store = settings.store();
        ModelResolver resolver = new ModelResolver(store, services.catalogue(), services.home());
        StoreDirectory directory = new StoreDirectory(store, resolver);

        StudioParts studio = new StudioParts(
                services.home().resolve(".hearth").resolve("studio"),
                store,
                directory,
                loader,
                services.catalogue(),
                settings.pool().memoryBytes(),
                settings.threads(),
                services.io().clock());
        return new ServerParts(
                store,
                resolver,
                directory,
                loader,
                settings.pool(),
                services.downloadOptions(),
                services.build().version(),
                services.io().clock(),
                log::line,
                Studio.mount(studio));
    }
}
