package hearth.engine.score;

import hearth.compute.KvCache;
import hearth.compute.SequenceSpan;
import hearth.engine.model.Batch;
import hearth.engine.model.LanguageModel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * Runs known sequences through a model and gives the logits of the rows that are wanted, a slice at a time, so that memory is
 * bounded however long the sequence and however large the vocabulary. Rows before the wanted ones run in large batches without
 * logits; rows behind them don't run.
 *
 * <p>For one thread at a time; it shares the device with others batch by batch.
 */
public final class Scorer implements AutoCloseable {
    /** Most logits of a slice: 32 MiB. */
    private static final int SLICE_VALUES = 8 << 20;

    private final LanguageModel model;
    private final KvCache cache;
    private final Lock device;
    private float[] logits = {};
    private int[] ids = {};
    private int doneRows;
    private int nextRow;
    private int endRow;
    private int sliceRows = 1;
    private boolean closed;

    /**
     * @param cache as long as the longest sequence; this scorer closes it
     * @param device held during each batch
     */
    public Scorer(LanguageModel model, KvCache cache, Lock device) {
        this.model = model;
        this.cache = cache;
        this.device = device;
    }

    /** Most tokens of a sequence. */
    public int contextLength() {
        return cache.shape().capacity();
    }

    public int vocabularySize() {
        return model.config().vocabularySize();
    }

    /** Most rows of one slice of this model. */
    public int maxSliceRows() {
        return Math.clamp(SLICE_VALUES / vocabularySize(), 1, model.batchSize());
    }

    /**
     * Starts a sequence of its own: nothing of the last one is seen. Slices are the same for all models of one vocabulary size and
     * batch size.
     *
     * @param tokens the whole sequence, taken as it is; kept, not copied
     * @param firstWanted the first row whose logits are wanted; row i predicts token i + 1
     * @param endWanted the row behind the last wanted one
     * @throws IllegalArgumentException if the sequence is longer than the context, a token is none of the model's, or no row is wanted
     */
    public void begin(int[] tokens, int firstWanted, int endWanted) {
        if (tokens.length > contextLength()) {
            throw new IllegalArgumentException(
                    "a sequence of " + tokens.length + " tokens is longer than the context of " + contextLength());
        }
        if (firstWanted < 0 || firstWanted >= endWanted || endWanted > tokens.length) {
            throw new IllegalArgumentException(
                    "rows " + firstWanted + " to " + endWanted + " are no rows of a sequence of " + tokens.length + " tokens");
        }
        for (int id : tokens) {
            if (id < 0 || id >= vocabularySize()) {
                throw new IllegalArgumentException("token " + id + " is none of the model's, which has " + vocabularySize());
            }
        }
        ids = tokens;
        doneRows = 0;
        nextRow = firstWanted;
        endRow = endWanted;
        int slices = Math.ceilDiv(endWanted - firstWanted, maxSliceRows());
        sliceRows = Math.ceilDiv(endWanted - firstWanted, slices);
        int needed = Math.multiplyExact(sliceRows, vocabularySize());
        if (logits.length < needed) {
            logits = new float[needed];
        }
    }

    /**
     * Computes the next wanted rows, in order.
     *
     * @return how many they are; 0 at the end
     * @throws IllegalStateException if this scorer or its model is closed
     */
    public int next() {
        if (closed) {
            throw new IllegalStateException("this scorer is closed");
        }
        int end = Math.min(endRow, nextRow + sliceRows);
        int rows = end - nextRow;
        if (rows == 0) {
            return 0;
        }
        // The last batch holds the whole slice, and before it as much as fits.
        while (end - doneRows > model.batchSize()) {
            int left = end - doneRows - model.batchSize();
            run(doneRows + Math.min(model.batchSize(), left), nextRow, nextRow);
        }
        run(end, nextRow, end);
        nextRow = end;
        return rows;
    }

    private void run(int end, int firstWanted, int endWanted) {
        int first = doneRows;
        int[] wanted = new int[endWanted - firstWanted];
        Arrays.setAll(wanted, i -> firstWanted - first + i);
        SequenceSpan span = new SequenceSpan(cache, 0, end - first, first);
        device.lock();
        try {
            model.forward(new Batch(Arrays.copyOfRange(ids, first, end), List.of(span), wanted), logits);
        } finally {
            device.unlock();
        }
        doneRows = end;
    }

    /** The rows that {@link #next} computed last, (rows, vocabularySize). They are good until the next call, and may be changed. */
    public float[] logits() {
        return logits;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cache.close();
        }
    }
}
