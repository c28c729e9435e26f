package hearth.cli;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.packed.PackedPlace;
import hearth.store.Digest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth pack}. */
@Command(
        name = "pack",
        description = "Keep a copy of a model's weights as this machine computes with them, so that the model starts at once.",
        footer = {
            "%nThe copy takes as much disk as the model once more. Starts use it from then on; 'rm' removes it with the model.",
            "It fits this machine's vectors and this version's layout; where it doesn't fit, weights are packed at each start as without it.",
            "%nExamples:",
            "  hearth pack mistral:7b",
            "  hearth pack mistral:7b --remove"
        })
final class PackCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(paramLabel = "MODEL", description = "A model of the store.")
    private String name;

    @Option(names = "--remove", description = "Remove the copy.")
    private boolean remove;

    PackCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        LocatedModel model = services.locator().here(name);
        Digest blob = services.store().blobAt(model.weights()).orElseThrow(() -> new CommandException(name
                + (model.stored().isPresent() ? " is in several files" : " is not in the store")
                + ": only models that the store has in one file are packed"));
        if (remove) {
            long bytes = services.store().removePackedCopies(blob);
            services.io().out().println(bytes == 0 ? name + " has no packed copy" : "removed the packed copy, " + Display.bytes(bytes));
            return ExitCode.OK;
        }
        VectorModule.load().ifPresent(reason -> services.io().err().println("Warning: " + reason));
        services.io().out().println("packed " + name + ": " + Display.bytes(pack(model.weights(), blob)) + "; it starts from this copy from now on");
        return ExitCode.OK;
    }

    private long pack(Path weights, Digest blob) {
        PackedPlace place = services.packedCopies().place(weights)
                .orElseThrow(() -> new IllegalStateException("no place for blob " + blob));
        try (Engine engine = Engine.open(EngineOptions.defaults()); ProgressDisplay progress = new ProgressDisplay(services.io())) {
            long total = weights.toFile().length();
            long bytes = engine.pack(
                    weights,
                    place,
                    fraction -> progress.bar("packing:", (long) (fraction * total), total),
                    written -> progress.bar("writing:", written, Math.max(written, total)));
            progress.erase();
            return bytes;
        }
    }
}
