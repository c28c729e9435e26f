package hearth.engine.generate;

import java.util.function.Consumer;

/** One sequence. */
public interface Session extends AutoCloseable {
    GenerationResult generate(GenerationRequest request, Consumer<GenerationEvent> listener);

    @Override
    void close();
}
