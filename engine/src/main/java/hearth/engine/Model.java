package hearth.engine;

import hearth.engine.generate.Session;
import hearth.engine.model.ModelConfig;

/** A loaded model: weights on the device, tokenizer, chat template. Thread-safe; each {@link Session} is for one thread. */
public interface Model extends AutoCloseable {
    ModelConfig config();

    int contextLength();

    long residentBytes();

    Session session();

    Chat chat(ChatOptions options);

    @Override
    void close();
}
