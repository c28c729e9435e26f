package hearth.engine;

import hearth.compute.KvType;
import hearth.engine.adapter.AdapterOptions;
import java.util.List;
import java.util.Objects;

/**
 * How a model is loaded.
 *
 * @param contextLength positions of a session; 0 = 4096, or fewer if the model was trained for fewer; more than trained is cut
 * @param kvType how keys and values are kept
 * @param batchSize most prompt tokens that run together
 * @param adapters low-rank adapters that are applied while it runs; what they add is summed
 */
public record LoadOptions(
        int contextLength, KvType kvType, int batchSize, LoadListener listener, List<AdapterOptions> adapters) {
    private static final int DEFAULT_BATCH_SIZE = 512;
    static final int MAX_BATCH_SIZE = 1 << 16;

    public LoadOptions {
        Objects.requireNonNull(kvType, "kvType");
        Objects.requireNonNull(listener, "listener");
        adapters = List.copyOf(adapters);
        if (contextLength < 0) {
            throw new IllegalArgumentException("contextLength is " + contextLength + " but must be 0 (automatic) or more");
        }
        if (batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
            throw new IllegalArgumentException("batchSize is " + batchSize + " but must be from 1 to " + MAX_BATCH_SIZE);
        }
    }

    /** Automatic context length, 16-bit cache, 512 tokens a batch. */
    public static LoadOptions defaults() {
        return new LoadOptions(0, KvType.F16, DEFAULT_BATCH_SIZE, LoadListener.none(), List.of());
    }

    public LoadOptions withContextLength(int value) {
        return new LoadOptions(value, kvType, batchSize, listener, adapters);
    }

    public LoadOptions withKvType(KvType value) {
        return new LoadOptions(contextLength, value, batchSize, listener, adapters);
    }

    public LoadOptions withBatchSize(int value) {
        return new LoadOptions(contextLength, kvType, value, listener, adapters);
    }

    public LoadOptions withListener(LoadListener value) {
        return new LoadOptions(contextLength, kvType, batchSize, value, adapters);
    }

    /** Replaces all adapters. */
    public LoadOptions withAdapters(List<AdapterOptions> value) {
        return new LoadOptions(contextLength, kvType, batchSize, listener, value);
    }
}
