package hearth.cli;

import hearth.store.ModelName;
import hearth.store.StoredModel;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hearth cp}. */
@Command(
        name = "cp",
        description = "Give a model a second name; its data is shared, not copied.",
        footer = {"%nExamples:", "  hearth cp smollm2:135m my-model"})
final class CopyCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "A model of the store.")
    private String source;

    @Parameters(index = "1", paramLabel = "DESTINATION", description = "Its second name.")
    private String destination;

    CopyCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        ModelName target = ModelName.parse(destination);
        StoredModel model = services.resolver().stored(source);
        services.store().copy(model.name(), target);
        services.io().out().println("copied '" + source + "' to '" + destination + "'");
        return ExitCode.OK;
    }
}
