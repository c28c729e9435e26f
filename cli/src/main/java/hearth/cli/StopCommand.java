package hearth.cli;

import hearth.cli.ServerClient.Reply;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hearth stop}. */
@Command(
        name = "stop",
        description = "Have a running server unload a model, as soon as nobody uses it.",
        footer = {"%nExamples:", "  hearth stop smollm2:135m"})
final class StopCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(paramLabel = "MODEL", description = "A name, as 'hearth ps' shows it.")
    private String model;

    StopCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerClient client = new ServerClient(services.io().variables())) {
            Reply reply = client.post("/api/generate", Map.of("model", model, "keep_alive", 0));
            if (reply.status() == 404) {
                throw new CommandException("couldn't find model \"" + model + "\" to stop");
            }
            if (reply.status() != 200) {
                throw new CommandException(reply.error());
            }
        }
        return ExitCode.OK;
    }
}
