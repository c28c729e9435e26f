package hearth.engine;

import hearth.compute.KvType;
import hearth.engine.adapter.AdapterOptions;
import hearth.engine.model.MatrixObserver;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a model is loaded.
 *
 * @param contextLength positions of a session; 0 = 4096, or fewer if the model was trained for fewer; more than trained is cut
 * @param kvType how keys and values are kept
 * @param batchSize most prompt tokens that run together
 * @param adapters low-rank adapters that are applied while it runs; what they add is summed
 * @param observer sees the inputs of all matrices; for calibration, as it costs time
 * @param passing whether sequences only pass through, in batches that may be longer than the context, on a backend that keeps no weights
 */
public record LoadOptions(
        int contextLength,
        KvType kvType,
        int batchSize,
        LoadListener listener,
        List<AdapterOptions> adapters,
        Optional<MatrixObserver> observer,
        boolean passing) {
    private static final int DEFAULT_BATCH_SIZE = 512;
    static final int MAX_BATCH_SIZE = 1 << 16;

    public LoadOptions {
        Objects.requireNonNull(kvType, "kvType");
        Objects.requireNonNull(listener, "listener");
        adapters = List.copyOf(adapters);
        Objects.requireNonNull(observer, "observer");
        if (contextLength < 0) {
            throw new IllegalArgumentException("contextLength is " + contextLength + " but must be 0 (automatic) or more");
        }
        if (batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
            throw new IllegalArgumentException("batchSize is " + batchSize + " but must be from 1 to " + MAX_BATCH_SIZE);
        }
    }

    /** Automatic context length, 16-bit cache, 512 tokens a batch. */
    public static LoadOptions defaults() {
        return new LoadOptions(0, KvType.F16, DEFAULT_BATCH_SIZE, LoadListener.none(), List.of(), Optional.empty(), false);
    }

    public LoadOptions withContextLength(int value) {
        return new LoadOptions(value, kvType, batchSize, listener, adapters, observer, passing);
    }

    public LoadOptions withKvType(KvType value) {
        return new LoadOptions(contextLength, value, batchSize, listener, adapters, observer, passing);
    }

    public LoadOptions withBatchSize(int value) {
        return new LoadOptions(contextLength, kvType, value, listener, adapters, observer, passing);
    }

    public LoadOptions withListener(LoadListener value) {
        return new LoadOptions(contextLength, kvType, batchSize, value, adapters, observer, passing);
    }

    /** Replaces all adapters. */
    public LoadOptions withAdapters(List<AdapterOptions> value) {
        return new LoadOptions(contextLength, kvType, batchSize, listener, value, observer, passing);
    }

    public LoadOptions withObserver(MatrixObserver value) {
        return new LoadOptions(contextLength, kvType, batchSize, listener, adapters, Optional.of(value), passing);
    }

    /** For a backend that loads each matrix when it is multiplied with, as methods do that change a model layer by layer. */
    public LoadOptions withPassing() {
        return new LoadOptions(contextLength, kvType, batchSize, listener, adapters, observer, true);
    }
}
