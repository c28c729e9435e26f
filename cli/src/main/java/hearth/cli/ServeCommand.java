package hearth.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hearth serve}. */
@Command(
        name = "serve",
        aliases = "start",
        description = "Serve the models on this machine over HTTP, to the clients of Ollama, and as web pages.",
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
            "  HEARTH_NOPRUNE           1 keeps blobs that no model uses any more",
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
        return new Serving(services).run(arguments.settings(io.variables(), services.store()), url -> {});
    }
}
