package hearth.workshop.edit;

import java.util.function.LongConsumer;

/** Adds up the bytes of finished tensors. */
final class CopyCounter {
    private final LongConsumer listener;
    private long bytes;

    CopyCounter(LongConsumer listener) {
        this.listener = listener;
    }

    void add(long count) {
        bytes += count;
        listener.accept(bytes);
    }
}
