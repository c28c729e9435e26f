package hearth.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hearth rm}. */
@Command(
        name = "rm",
        description = "Remove models; data that no other name uses is deleted. Stops at the first error.",
        footer = {"%nExamples:", "  hearth rm my-model", "  hearth rm my-model smollm2:135m"})
final class RemoveCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(arity = "1..*", paramLabel = "MODEL", description = "Models of the store.")
    private List<String> models;

    RemoveCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        for (String model : models) {
            services.store().remove(services.resolver().stored(model).name());
            services.io().out().println("deleted '" + model + "'");
        }
        return ExitCode.OK;
    }
}
