package hearth.cli;

import hearth.chat.Message;
import hearth.chat.answer.AnswerEvent;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationResult;
import hearth.store.ModelDetails;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A chat whose settings may change between the answers: by a model in this process, or by a server. */
interface Talk extends AutoCloseable {
    LocatedModel located();

    Optional<String> system();

    /** Oldest first, without the system's. */
    List<Message> messages();

    /** The parameters that the user gave, over those of the model. */
    Map<String, Object> chosen();

    /** Whether answers are shaped by more than a saved model can hold: a format, or a wish about thinking. */
    boolean hasUnsavedSettings();

    /** What the model would have besides its weights if this chat were saved now. */
    ModelDetails details();

    /** How long the model took to load for the last answer, if it was loaded for it. */
    long loadNanos();

    GenerationResult answer(String text, Cancellation cancellation, Consumer<AnswerEvent> listener);

    /** Holds the answers to a format, see {@link FormatArgument}; empty text lifts it. A format that can't be enforced changes nothing. */
    void format(String next);

    /** Whether the model is asked to reason first, see {@link ThinkArgument}; null leaves it to the model. */
    void think(String next);

    void system(String text);

    /** Changes one parameter. The conversation stays. */
    void set(String name, Object value);

    void clear();

    @Override
    void close();
}
