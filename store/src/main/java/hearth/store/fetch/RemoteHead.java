package hearth.store.fetch;

import hearth.format.ByteSource;
import hearth.store.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The first bytes of a file on the web, fetched as far as they are read, in ever larger pieces. For one thread. */
public final class RemoteHead implements ByteSource {
    private static final int FIRST_BYTES = 512 << 10;
    private static final int MOST_AT_ONCE = 8 << 20;
    /** Vocabularies make the largest headers; the largest known ones have some 30 MB. */
    private static final int MAX_BYTES = 96 << 20;

    private final WebClient web;
    private final Wanted wanted;
    private final Cancellation cancellation;
    private byte[] bytes = {};
    private long total = -1;
    private String validator = "";

    private RemoteHead(WebClient web, Wanted wanted, Cancellation cancellation) {
        this.web = web;
        this.wanted = wanted;
        this.cancellation = cancellation;
    }

    /**
     * Asks for the first piece.
     *
     * @throws FetchException if the file can't be read, has another length than expected, or the server sends whole files only
     */
    public static RemoteHead open(WebClient web, Wanted wanted, Cancellation cancellation) {
        RemoteHead head = new RemoteHead(web, wanted, cancellation);
        head.fetch(FIRST_BYTES);
        return head;
    }

    private void fetch(int upTo) {
        Map<String, String> headers = new HashMap<>(wanted.headers());
        headers.put("Range", "bytes=" + bytes.length + "-" + (upTo - 1L));
        byte[] piece = web.retrying(cancellation, () -> {
            try (Answer answer = web.get(wanted.uri(), headers, cancellation)) {
                WebClient.requireStatus(answer, wanted.label(), Set.of(200, 206));
                Optional<ContentRange> range = answer.status() == 206 ? ContentRange.of(answer) : Optional.empty();
                if (range.isEmpty()) {
                    throw FetchException.fatal(answer.uri().getHost() + " sends whole files only, so nothing can be known before the download");
                }
                check(range.get(), Probe.validator(answer));
                return answer.readAll(upTo - bytes.length, wanted.label());
            }
        });
        if (piece.length == 0) {
            throw FetchException.fatal("the server sent nothing of " + wanted.label());
        }
        int old = bytes.length;
        bytes = Arrays.copyOf(bytes, old + piece.length);
        System.arraycopy(piece, 0, bytes, old, piece.length);
    }

    private void check(ContentRange range, String tag) {
        if (range.first() != bytes.length) {
            throw FetchException.fatal("the server sent another part of " + wanted.label() + " than was asked for");
        }
        if (total < 0) {
            total = range.total();
            validator = tag;
            if (wanted.sizeBytes().isPresent() && wanted.sizeBytes().getAsLong() != total) {
                throw Probe.wrongLength(wanted, total);
            }
        } else if (range.total() != total || !tag.equals(validator)) {
            throw FetchException.fatal(wanted.label() + " changed while it was read");
        }
    }

    /** What has been fetched so far. */
    public byte[] fetched() {
        return bytes.clone();
    }

    @Override
    public String name() {
        return wanted.label();
    }

    /** Length of the whole file. */
    @Override
    public long byteSize() {
        return total;
    }

    @Override
    public int read(long byteOffset, ByteBuffer target) throws IOException {
        if (byteOffset >= total) {
            return -1;
        }
        long end = Math.min(total, byteOffset + target.remaining());
        while (bytes.length < end) {
            if (end > MAX_BYTES) {
                throw FetchException.fatal("the header of " + wanted.label() + " is larger than " + MAX_BYTES + " bytes");
            }
            fetch((int) Math.min(total, bytes.length + (long) Math.clamp(bytes.length, FIRST_BYTES, MOST_AT_ONCE)));
        }
        int count = (int) (end - byteOffset);
        target.put(bytes, (int) byteOffset, count);
        return count;
    }

    @Override
    public void close() {
        // Requests are closed as soon as they are read.
    }
}
