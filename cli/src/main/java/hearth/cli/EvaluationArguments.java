package hearth.cli;

import hearth.engine.GenerationSettings;
import hearth.engine.LoadOptions;
import hearth.engine.model.MatrixObserver;
import hearth.workshop.evaluate.EvaluationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options of the commands that read a text in windows. */
final class EvaluationArguments {
    /** Texts are held whole. */
    private static final long MAX_TEXT_BYTES = 256L << 20;

    @Option(names = "--chunks", paramLabel = "N", description = "Read the first N chunks only (default: all of the text).")
    private int chunks;

    @Option(names = "-b", paramLabel = "N", description = "Tokens that run together (default 512).")
    private int batchSize = 512;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads that compute (default: as many as the machine has cores).")
    private int threads;

    int chunks() {
        return chunks;
    }

    /** Loads a model for sequences of this many tokens. */
    LoadedModel load(Services services, LocatedModel located, int contextLength) {
        return load(services, located, contextLength, LoadOptions.defaults());
    }

    /** As {@link #load}, but what its matrices are multiplied with is shown. */
    LoadedModel loadObserved(Services services, String name, int contextLength, MatrixObserver observer) {
        LocatedModel located = services.locator().hereOrPulled(name);
        return load(services, located, contextLength, LoadOptions.defaults().withObserver(observer));
    }

    private LoadedModel load(Services services, LocatedModel located, int contextLength, LoadOptions options) {
        GenerationSettings settings = GenerationSettings.defaults()
                .withThreads(threads)
                .withContextLength(contextLength)
                .withBatchSize(Math.min(batchSize, contextLength));
        LoadedModel loaded = LoadedModel.open(services, located, settings, options);
        if (loaded.model().contextLength() < contextLength) {
            int most = loaded.model().contextLength();
            loaded.close();
            throw new CommandException(
                    located.name() + " was trained for sequences of " + most + " tokens; " + contextLength + " are too many");
        }
        return loaded;
    }

    /** The text of a file; {@code -} is standard input. */
    static String text(Services services, Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MAX_TEXT_BYTES) {
                throw new EvaluationException(file + " is larger than " + Display.bytes(MAX_TEXT_BYTES) + "; give a part of it");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(Errors.message(e), e);
        }
        String text = TextArgument.read(services.io(), file);
        if (text.isBlank()) {
            throw new EvaluationException(file + ": there is no text");
        }
        return text;
    }
}
