package hearth.server.access;

import hearth.json.Json;
import hearth.json.JsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * API tokens that were issued while a server ran. A secret is told once; what is kept, in a file only its owner may read, is its
 * SHA-256. A secret has 256 random bits, so its hash needs no salt. Thread-safe.
 */
public final class TokenRegister {
    /** Most tokens at the same time. */
    public static final int MAX_TOKENS = 100;

    /** Longest label. */
    public static final int MAX_LABEL = 100;

    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 6;
    private static final long MAX_FILE_BYTES = 1 << 20;
    private static final String PREFIX = "hearth_";

    private final Optional<Path> file;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private volatile List<Kept> tokens;

    /**
     * A token without its secret.
     *
     * @param label what the user calls it
     */
    public record Entry(String id, String label, Instant created) {}

    /** A token that was just made; its secret is not kept anywhere. */
    public record Issued(Entry entry, String secret) {}

    private record Kept(Entry entry, byte[] hash) {}

    private TokenRegister(Optional<Path> file, Clock clock, List<Kept> tokens) {
        this.file = file;
        this.clock = clock;
        this.tokens = tokens;
    }

    /** One that stays empty. */
    public static TokenRegister none() {
        return new TokenRegister(Optional.empty(), Clock.systemUTC(), List.of());
    }

    /**
     * Reads the file, if it is there.
     *
     * @throws IOException if it can't be read or is damaged: a server must not open to everybody because of that
     */
    public static TokenRegister open(Path file, Clock clock) throws IOException {
        List<Kept> tokens = new ArrayList<>();
        if (Files.exists(file)) {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException(file + " has more than " + MAX_FILE_BYTES + " bytes");
            }
            try {
                for (Object item : (List<?>) Json.parseObject(Files.readString(file)).get("tokens")) {
                    tokens.add(read((Map<?, ?>) item));
                }
            } catch (JsonException | ClassCastException | NullPointerException | IllegalArgumentException | DateTimeException e) {
                throw new IOException(file + " is damaged; without it no API token can be checked. Repair or remove it", e);
            }
        }
        return new TokenRegister(Optional.of(file), clock, List.copyOf(tokens));
    }

    private static Kept read(Map<?, ?> json) {
        byte[] hash = HexFormat.of().parseHex((String) json.get("sha256"));
        if (hash.length != 32) {
            throw new IllegalArgumentException("not a SHA-256");
        }
        return new Kept(new Entry((String) json.get("id"), (String) json.get("label"), Instant.parse((String) json.get("created"))), hash);
    }

    /** Oldest first. */
    public List<Entry> entries() {
        return tokens.stream().map(Kept::entry).toList();
    }

    List<byte[]> hashes() {
        return tokens.stream().map(Kept::hash).toList();
    }

    /**
     * Makes a token; it counts from now on.
     *
     * @throws IllegalArgumentException if the label is empty or too long
     * @throws IllegalStateException if there are too many, or this register stays empty
     * @throws IOException if it can't be kept; then it does not count
     */
    public synchronized Issued issue(String label) throws IOException {
        String name = label.strip();
        if (name.isEmpty() || name.length() > MAX_LABEL) {
            throw new IllegalArgumentException("a label has from 1 to " + MAX_LABEL + " characters");
        }
        if (tokens.size() >= MAX_TOKENS) {
            throw new IllegalStateException("there are " + MAX_TOKENS + " tokens already");
        }
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
        Entry entry = new Entry(HexFormat.of().formatHex(bytes(ID_BYTES)), name, clock.instant());
        List<Kept> all = new ArrayList<>(tokens);
        all.add(new Kept(entry, Tokens.hash(secret)));
        keep(all);
        return new Issued(entry, secret);
    }

    /**
     * Takes a token back; it lets nobody in from now on.
     *
     * @return whether there was one of this id
     */
    public synchronized boolean revoke(String id) throws IOException {
        List<Kept> left = tokens.stream().filter(token -> !token.entry().id().equals(id)).toList();
        if (left.size() == tokens.size()) {
            return false;
        }
        keep(left);
        return true;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private void keep(List<Kept> all) throws IOException {
        Path target = file.orElseThrow(() -> new IllegalStateException("this server keeps no tokens"));
        List<Object> written = new ArrayList<>();
        for (Kept token : all) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("id", token.entry().id());
            json.put("label", token.entry().label());
            json.put("created", token.entry().created().toString());
            json.put("sha256", HexFormat.of().formatHex(token.hash()));
            written.add(json);
        }
        write(target, Json.writePretty(Map.of("tokens", written)).getBytes(StandardCharsets.UTF_8));
        tokens = List.copyOf(all);
    }

    private void write(Path target, byte[] bytes) throws IOException {
        boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] folderMode = posix ? mode("rwx------") : new FileAttribute<?>[0];
        FileAttribute<?>[] fileMode = posix ? mode("rw-------") : new FileAttribute<?>[0];
        Files.createDirectories(target.getParent(), folderMode);
        Path temporary = target.resolveSibling(".tmp-" + HexFormat.of().formatHex(bytes(ID_BYTES)));
        try {
            Files.createFile(temporary, fileMode);
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                out.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))};
    }
}
