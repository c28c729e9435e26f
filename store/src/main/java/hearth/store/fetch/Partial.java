package hearth.store.fetch;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.store.Digest;
import hearth.store.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One unfinished download that belongs to this process alone: its data file, and a journal of what is in it. Each piece is
 * journalled with a checksum, so that pieces a crash has lost are noticed.
 */
final class Partial {
    private static final int MAX_JOURNAL_BYTES = 16 << 20;

    /**
     * What a part holds so far.
     *
     * @param byteCount bytes from the part's start
     * @param crc CRC-32C of them
     */
    record Piece(long byteCount, long crc) {}

    /** The thing downloaded: pieces of another are of no use. */
    record Origin(long totalBytes, long partBytes, String validator) {}

    private final Path data;
    private final Path ownedJournal;
    private final Path freeJournal;
    private final long id;
    private final Map<Integer, Piece> pieces = new TreeMap<>();
    private Optional<Origin> origin = Optional.empty();

    Partial(long id, Path data, Path ownedJournal, Path freeJournal) {
        this.id = id;
        this.data = data;
        this.ownedJournal = ownedJournal;
        this.freeJournal = freeJournal;
    }

    long id() {
        return id;
    }

    Path data() {
        return data;
    }

    Optional<Origin> origin() {
        return origin;
    }

    synchronized Map<Integer, Piece> pieces() {
        return Map.copyOf(pieces);
    }

    /** Forgets all pieces and starts for {@code newOrigin}. */
    synchronized void restart(Origin newOrigin) throws IOException {
        origin = Optional.of(newOrigin);
        pieces.clear();
        Files.deleteIfExists(data);
        save();
    }

    /** Notes what part {@code index} holds now. */
    synchronized void note(int index, Piece piece) throws IOException {
        pieces.put(index, piece);
        save();
    }

    synchronized void drop(int index) {
        pieces.remove(index);
    }

    /** Reads the journal; false when there is nothing usable. */
    boolean load() throws IOException {
        try {
            if (!Files.isRegularFile(data) || Files.size(ownedJournal) > MAX_JOURNAL_BYTES) {
                return false;
            }
            Map<String, Object> json = Json.parseObject(Files.readString(ownedJournal));
            Origin read = new Origin((Long) json.get("total"), (Long) json.get("part"), (String) json.get("validator"));
            for (Object item : (List<?>) json.get("pieces")) {
                List<?> piece = (List<?>) item;
                pieces.put(Math.toIntExact((Long) piece.get(0)), new Piece((Long) piece.get(1), (Long) piece.get(2)));
            }
            origin = Optional.of(read);
            return read.validator() != null && read.partBytes() > 0;
        } catch (JsonException | ClassCastException | NullPointerException | ArithmeticException
                | IndexOutOfBoundsException e) {
            pieces.clear();
            return false; // half-written or not ours
        }
    }

    /** Leaves data and journal for whoever tries next. */
    void release() throws IOException {
        if (origin.isEmpty() || pieces().isEmpty()) {
            discard();
        } else {
            Files.move(ownedJournal, freeJournal, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    void discard() throws IOException {
        Files.deleteIfExists(ownedJournal);
        Files.deleteIfExists(data);
    }

    /** Data was renamed away; only the journal is left to remove. */
    void finished() throws IOException {
        Files.deleteIfExists(ownedJournal);
    }

    synchronized void save() throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("total", origin.map(Origin::totalBytes).orElse(0L));
        json.put("part", origin.map(Origin::partBytes).orElse(0L));
        json.put("validator", origin.map(Origin::validator).orElse(""));
        json.put("pieces", pieces.entrySet().stream()
                .map(e -> List.of(e.getKey(), e.getValue().byteCount(), e.getValue().crc())).toList());
        DurableFile.replace(ownedJournal, Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    /** The journal's name stands for an empty one until the first piece; it tells others that this download goes on. */
    static void createEmpty(Path journal) throws IOException {
        DurableFile.replace(journal, "{}".getBytes(StandardCharsets.UTF_8));
    }

    /** Key of a download whose digest is not known beforehand. */
    static Digest keyOf(java.net.URI uri) {
        return Digest.of(uri.toString());
    }
}
