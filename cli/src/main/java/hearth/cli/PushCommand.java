package hearth.cli;

import hearth.store.Cancellation;
import hearth.store.DownloadOptions;
import hearth.store.ModelName;
import hearth.store.pull.PullEvent;
import hearth.store.push.Pusher;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth push}. */
@Command(
        name = "push",
        description = "Upload a model to the registry that its name says. What is there already is not sent again.",
        footer = {
            "%nA registry that asks for a login gets the one that HEARTH_REGISTRY_LOGIN has for it (HOST=USER:PASSWORD or HOST=TOKEN,",
            "several set apart by blanks); Ollama's knows users by the key ~/.ollama/id_ed25519, or the one in HEARTH_REGISTRY_KEY.",
            "%nExamples:",
            "  hearth cp smollm2:135m models.lan/me/smollm2:135m",
            "  hearth push models.lan/me/smollm2:135m",
            "  hearth push --insecure localhost:5000/me/smollm2:135m"
        })
final class PushCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(paramLabel = "MODEL", description = "A model of the store; its name begins with the registry's host.")
    private String model;

    @Option(names = "--insecure", description = "Allow the registry to be at a private address, and plain http on this machine.")
    private boolean insecure;

    PushCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        ModelName name = services.resolver().stored(model).name();
        DownloadOptions options = services.downloadOptions();
        try (ProgressDisplay display = new ProgressDisplay(services.io())) {
            new Pusher(services.store(), insecure ? options.trusting(name.host()) : options)
                    .push(name, event -> show(display, event), new Cancellation());
        }
        return ExitCode.OK;
    }

    private static void show(ProgressDisplay display, PullEvent event) {
        switch (event) {
            case PullEvent.Status status -> display.status(status.text());
            case PullEvent.Progress progress ->
                display.bar("pushing " + progress.label() + ":", progress.completedBytes(), progress.totalBytes());
            case PullEvent.Trying _, PullEvent.SourceFailed _, PullEvent.Finished _ -> {}
        }
    }
}
