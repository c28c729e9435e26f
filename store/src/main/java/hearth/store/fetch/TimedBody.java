package hearth.store.fetch;

import hearth.store.CancelledException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The bytes of an answer, read with a time limit: the platform's own stream would wait for ever on a silent server. */
final class TimedBody implements BodySubscriber<TimedBody>, AutoCloseable {
    private static final int AHEAD = 16; // buffers on their way; bounds the memory
    private static final long LEAST_BYTES_PER_SECOND = 1024;
    private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final Duration stallTimeout;
    private volatile Flow.Subscription subscription;
    private volatile boolean closed;
    private long windowStart = System.nanoTime();
    private long windowBytes;

    private sealed interface Item {
        record Bytes(List<ByteBuffer> buffers) implements Item {}

        record Failed(Throwable error) implements Item {}

        record End() implements Item {}

        record Cancelled() implements Item {}
    }

    TimedBody(Duration stallTimeout) {
        this.stallTimeout = stallTimeout;
    }

    /** The next buffers; empty at the end. Throws when nothing, or next to nothing, comes for the stall time. */
    List<ByteBuffer> read() {
        try {
            Item item = items.poll(stallTimeout.toNanos(), TimeUnit.NANOSECONDS);
            return switch (item) {
                case null -> throw stalled();
                case Item.Bytes bytes -> {
                    subscription.request(1);
                    watchRate(bytes.buffers().stream().mapToLong(ByteBuffer::remaining).sum());
                    yield bytes.buffers();
                }
                case Item.Failed failed -> {
                    items.add(item);
                    throw FetchException.passing("the connection broke", failed.error());
                }
                case Item.End _ -> {
                    items.add(item);
                    yield List.of();
                }
                case Item.Cancelled _ -> {
                    items.add(item);
                    throw new CancelledException();
                }
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    /** Wakes a blocked {@link #read} with {@link CancelledException}. */
    void cancel() {
        items.clear();
        items.add(new Item.Cancelled());
        close();
    }

    @Override
    public void close() {
        closed = true;
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }

    private void watchRate(long byteCount) {
        windowBytes += byteCount;
        long elapsed = System.nanoTime() - windowStart;
        if (elapsed >= stallTimeout.toNanos()) {
            // Counted only over time in which we waited: a full buffer queue means that we are the slow side.
            boolean slow = windowBytes < LEAST_BYTES_PER_SECOND * elapsed / 1_000_000_000L && items.isEmpty();
            windowStart = System.nanoTime();
            windowBytes = 0;
            if (slow) {
                throw stalled();
            }
        }
    }

    private FetchException stalled() {
        return FetchException.passing("no data for " + stallTimeout.toMillis() / 1000.0 + " s", null);
    }

    @Override
    public CompletionStage<TimedBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (closed) {
            newSubscription.cancel();
        } else {
            newSubscription.request(AHEAD);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        items.add(new Item.Bytes(buffers));
    }

    @Override
    public void onError(Throwable error) {
        items.add(new Item.Failed(error));
    }

    @Override
    public void onComplete() {
        items.add(new Item.End());
    }
}
