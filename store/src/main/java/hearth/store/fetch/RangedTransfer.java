package hearth.store.fetch;

import hearth.store.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;

/** Fetches the missing parts of one file, several at a time, each with its own retries. */
final class RangedTransfer {
    private static final int READ_BYTES = 1 << 20;
    private static final long LEAST_PROGRESS_BYTES = 64 << 10;
    private final WebClient web;
    private final Wanted wanted;
    private final Partial partial;
    private final Partial.Origin origin;
    private final DiskSpace space;
    private final TransferMeter meter;

    RangedTransfer(WebClient web, Wanted wanted, Partial partial, Partial.Origin origin, DiskSpace space, TransferMeter meter) {
        this.web = web;
        this.wanted = wanted;
        this.partial = partial;
        this.origin = origin;
        this.space = space;
        this.meter = meter;
    }

    /** One part and what of it is here; only its worker touches it. */
    private static final class Part {
        private final int index;
        private final long start;
        private final long length;
        private final CRC32C crc = new CRC32C();
        private long received;

        private Part(int index, long start, long length) {
            this.index = index;
            this.start = start;
            this.length = length;
        }

        private Partial.Piece piece() {
            return new Partial.Piece(received, crc.getValue());
        }
    }

    /** Completes the data file; what is journalled already is checked and kept. */
    void run(Cancellation cancellation) throws IOException {
        try (FileChannel file = FileChannel.open(partial.data(), StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            // Before anything is laid out for a length that only the server claims.
            space.require(origin.totalBytes() - partial.pieces().values().stream().mapToLong(Partial.Piece::byteCount).sum());
            file.truncate(origin.totalBytes());
            Queue<Part> missing = missingParts(file, cancellation);
            fetchAll(missing, file, cancellation);
        }
        meter.finish();
    }

    private Queue<Part> missingParts(FileChannel file, Cancellation cancellation) throws IOException {
        Queue<Part> missing = new ConcurrentLinkedQueue<>();
        Map<Integer, Partial.Piece> pieces = new HashMap<>(partial.pieces());
        long count = Math.ceilDiv(origin.totalBytes(), origin.partBytes());
        for (int index = 0; index < count; index++) {
            long start = index * origin.partBytes();
            Part part = new Part(index, start, Math.min(origin.partBytes(), origin.totalBytes() - start));
            Partial.Piece piece = pieces.get(index);
            if (piece != null && !restore(part, piece, file, cancellation)) {
                partial.drop(index);
            }
            meter.add(part.received);
            if (part.received < part.length) {
                missing.add(part);
            }
        }
        return missing;
    }

    /** True when the file still holds what the journal says; after a crash it may not. */
    private static boolean restore(Part part, Partial.Piece piece, FileChannel file, Cancellation cancellation) throws IOException {
        if (piece.byteCount() <= 0 || piece.byteCount() > part.length) {
            return false;
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(READ_BYTES, piece.byteCount()));
        for (long done = 0; done < piece.byteCount(); ) {
            cancellation.check();
            buffer.clear().limit((int) Math.min(buffer.capacity(), piece.byteCount() - done));
            int count = file.read(buffer, part.start + done);
            if (count <= 0) {
                break;
            }
            part.crc.update(buffer.flip());
            done += count;
        }
        if (part.crc.getValue() != piece.crc()) {
            part.crc.reset();
            return false;
        }
        part.received = piece.byteCount();
        return true;
    }

    private void fetchAll(Queue<Part> missing, FileChannel file, Cancellation cancellation) {
        Cancellation group = new Cancellation();
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        int workers = Math.min(web.options().connections(), missing.size());
        try (Cancellation.Registration _ = cancellation.onCancel(group::cancel);
                ExecutorService executor = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("hearth-part-", 0).factory())) {
            for (int i = 0; i < workers; i++) {
                executor.submit(() -> {
                    try {
                        for (Part part = missing.poll(); part != null; part = missing.poll()) {
                            fetch(part, file, group);
                        }
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                        group.cancel(); // one part that cannot be had ends the others
                    }
                });
            }
        }
        cancellation.check();
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private void fetch(Part part, FileChannel file, Cancellation cancellation) {
        try {
            int attempt = 0;
            while (part.received < part.length) {
                long before = part.received;
                try {
                    fetchRest(part, file, cancellation);
                } catch (FetchException e) {
                    // A few bytes at a time are no progress, or a dripping server would hold us for ever.
                    boolean progress = part.received - before >= Math.min(LEAST_PROGRESS_BYTES, part.length / 16);
                    attempt = progress ? 1 : attempt + 1;
                    if (!(e.isRetryable() || e.isUnreachable()) || attempt >= web.options().tries()) {
                        throw e;
                    }
                    web.pause(attempt, e, cancellation);
                }
            }
        } finally {
            note(part);
        }
    }

    private void note(Part part) {
        if (part.received > 0) {
            try {
                partial.note(part.index, part.piece());
            } catch (IOException e) {
                throw space.explain(e, origin.totalBytes());
            }
        }
    }

    private void fetchRest(Part part, FileChannel file, Cancellation cancellation) {
        long first = part.start + part.received;
        long last = part.start + part.length - 1;
        Map<String, String> headers = new HashMap<>(wanted.headers());
        headers.put("Range", "bytes=" + first + "-" + last);
        try (Answer answer = web.get(wanted.uri(), headers, cancellation)) {
            requireRange(answer, new ContentRange(first, last, origin.totalBytes()));
            for (List<ByteBuffer> buffers = answer.read(); !buffers.isEmpty(); buffers = answer.read()) {
                for (ByteBuffer buffer : buffers) {
                    append(part, buffer, file);
                }
            }
        }
        if (part.received < part.length) {
            throw FetchException.passing("the answer ended early", null);
        }
    }

    private void requireRange(Answer answer, ContentRange asked) {
        if (answer.status() == 200) {
            throw FetchException.ofStatus(200, "the server stopped answering ranges", Optional.empty());
        }
        WebClient.requireStatus(answer, wanted.label(), Set.of(206));
        if (!ContentRange.of(answer).filter(asked::equals).isPresent()) {
            throw changed("the server answered with another range than asked");
        }
        if (wanted.digest().isEmpty() && !Probe.validator(answer).equals(origin.validator())) {
            throw changed("the file changed on the server during the download");
        }
    }

    private static FetchException changed(String message) {
        return FetchException.ofStatus(412, message, Optional.empty());
    }

    private void append(Part part, ByteBuffer buffer, FileChannel file) {
        if (buffer.remaining() > part.length - part.received) {
            throw FetchException.fatal("the server sent more than was asked for");
        }
        try {
            part.crc.update(buffer.duplicate());
            int count = buffer.remaining();
            for (long at = part.start + part.received; buffer.hasRemaining(); ) {
                at += file.write(buffer, at);
            }
            part.received += count;
            meter.add(count);
        } catch (IOException e) {
            throw space.explain(e, origin.totalBytes());
        }
    }
}
