package hearth.store.fetch;

import hearth.store.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Fetches a file in one answer, for small files and for servers without ranges; a broken answer starts again from zero. */
final class WholeTransfer {
    private static final long CHECK_BYTES = 64L << 20;
    private final WebClient web;
    private final Wanted wanted;
    private final DiskSpace space;
    private final TransferProgress progress;

    WholeTransfer(WebClient web, Wanted wanted, DiskSpace space, TransferProgress progress) {
        this.web = web;
        this.wanted = wanted;
        this.space = space;
        this.progress = progress;
    }

    void run(Partial partial, Cancellation cancellation) throws IOException {
        try (FileChannel file = FileChannel.open(partial.data(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            web.retrying(cancellation, () -> {
                try (Answer answer = web.get(wanted.uri(), wanted.headers(), cancellation)) {
                    WebClient.requireStatus(answer, wanted.label(), Set.of(200));
                    receive(answer, file, expected(answer));
                    return null;
                } catch (IOException e) {
                    throw space.explain(e, wanted.sizeBytes().orElse(0));
                }
            });
        }
    }

    private OptionalLong expected(Answer answer) throws IOException {
        OptionalLong length = answer.length();
        OptionalLong size = wanted.sizeBytes();
        if (length.isPresent() && size.isPresent() && length.getAsLong() != size.getAsLong()) {
            throw Probe.wrongLength(wanted, length.getAsLong());
        }
        OptionalLong expected = size.isPresent() ? size : length;
        space.require(expected.orElse(1));
        return expected;
    }

    private void receive(Answer answer, FileChannel file, OptionalLong expected) throws IOException {
        file.truncate(0);
        TransferMeter meter = new TransferMeter(progress, wanted.label(), expected.orElse(-1));
        long received = 0;
        long nextCheck = CHECK_BYTES;
        for (List<ByteBuffer> buffers = answer.read(); !buffers.isEmpty(); buffers = answer.read()) {
            for (ByteBuffer buffer : buffers) {
                int count = buffer.remaining();
                if (received + count > expected.orElse(Long.MAX_VALUE)) {
                    throw FetchException.fatal("the server sent more than " + expected.getAsLong() + " bytes");
                }
                while (buffer.hasRemaining()) {
                    received += file.write(buffer, received);
                }
                meter.add(count);
            }
            if (expected.isEmpty() && received >= nextCheck) {
                space.require(CHECK_BYTES); // an answer without length must not fill the disk
                nextCheck = received + CHECK_BYTES;
            }
        }
        if (expected.isPresent() && received < expected.getAsLong()) {
            throw FetchException.passing("the answer ended after " + received + " of " + expected.getAsLong() + " bytes", null);
        }
        meter.finish();
    }
}
