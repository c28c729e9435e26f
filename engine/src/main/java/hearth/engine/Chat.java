package hearth.engine;

import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationEvent;
import hearth.engine.generate.GenerationResult;
import java.util.function.Consumer;

/** A conversation. */
public interface Chat extends AutoCloseable {
    GenerationResult send(String text, Consumer<GenerationEvent> listener);

    GenerationResult send(String text, Cancellation cancellation, Consumer<GenerationEvent> listener);

    @Override
    void close();
}
