package hearth.cli;

import hearth.cli.ServerClient.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hearth ps}. */
@Command(
        name = "ps",
        description = "List the models that a running server has in memory.",
        footer = {
            "%nThe server is looked for at HEARTH_HOST (or OLLAMA_HOST), else at 127.0.0.1:11434.",
            "%nExamples:",
            "  hearth ps",
            "  HEARTH_HOST=models.lan:11434 hearth ps smol"
        })
final class PsCommand implements Callable<Integer> {
    private static final Duration FOREVER = Duration.ofDays(20L * 365);
    private static final int ID_DIGITS = 12;

    private final Services services;

    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "Only models whose names begin so.")
    private String prefix = "";

    PsCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws InterruptedException {
        Table table = new Table("NAME", "ID", "SIZE", "PROCESSOR", "CONTEXT", "UNTIL");
        try (ServerClient client = new ServerClient(services.io().variables())) {
            Reply reply = client.get("/api/ps");
            if (reply.status() != 200 || !(reply.body().get("models") instanceof List<?> models)) {
                throw new CommandException(reply.error());
            }
            for (Object item : models) {
                if (item instanceof Map<?, ?> model && text(model, "name").startsWith(prefix)) {
                    String id = text(model, "digest");
                    table.add(text(model, "name"), id.substring(0, Math.min(ID_DIGITS, id.length())),
                            Display.bytes(number(model, "size")), processor(number(model, "size"), number(model, "size_vram")),
                            Long.toString(number(model, "context_length")), until(text(model, "expires_at")));
                }
            }
        }
        table.print(services.io().out());
        return ExitCode.OK;
    }

    private static String text(Map<?, ?> model, String field) {
        return model.get(field) instanceof String text ? text : "";
    }

    private static long number(Map<?, ?> model, String field) {
        return model.get(field) instanceof Number number ? number.longValue() : 0;
    }

    private static String processor(long size, long onDevice) {
        if (size <= 0 || onDevice > size) {
            return "Unknown";
        }
        if (onDevice == 0) {
            return "100% CPU";
        }
        long host = Math.round(100.0 * (size - onDevice) / size);
        return onDevice == size ? "100% GPU" : host + "%/" + (100 - host) + "% CPU/GPU";
    }

    private String until(String time) {
        try {
            Duration left = Duration.between(services.io().clock().instant(), Instant.parse(time));
            if (left.isNegative()) {
                return "Stopping...";
            }
            return left.compareTo(FOREVER) > 0 ? "Forever" : Display.fromNow(left);
        } catch (DateTimeParseException e) {
            return "Unknown";
        }
    }
}
