package hearth.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest, the name of a blob. Only this checked form ever reaches a path.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {
    private static final String ALGORITHM = "sha256";
    private static final int BUFFER_BYTES = 1 << 20;

    public Digest {
        if (hex.length() != 64 || !hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw new InvalidNameException(hex, "a digest is sha256 and 64 lower-case hexadecimal digits");
        }
    }

    /** Told how many bytes were hashed so far. */
    @FunctionalInterface
    public interface Progress {
        void hashed(long byteCount);
    }

    /** Parses {@code sha256:HEX} or {@code sha256-HEX}. */
    public static Digest parse(String text) {
        if (text.startsWith(ALGORITHM + ":") || text.startsWith(ALGORITHM + "-")) {
            return new Digest(text.substring(ALGORITHM.length() + 1));
        }
        throw new InvalidNameException(text, "a digest is sha256 and 64 lower-case hexadecimal digits");
    }

    /** Digest of these bytes. */
    public static Digest of(byte[] bytes) {
        MessageDigest hash = sha256();
        hash.update(bytes);
        return finish(hash);
    }

    /** Digest of this text in UTF-8. */
    public static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends {@code hash} and takes its result. */
    public static Digest finish(MessageDigest hash) {
        return new Digest(HexFormat.of().formatHex(hash.digest()));
    }

    /** Digest of a file's content, read once from start to end. */
    public static Digest ofFile(Path file, Progress progress, Cancellation cancellation) throws IOException {
        MessageDigest hash = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long total = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                cancellation.check();
                hash.update(buffer, 0, count);
                total += count;
                progress.hashed(total);
            }
        }
        return finish(hash);
    }

    /** A fresh SHA-256. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The first 12 digits, as shown in lists. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return ALGORITHM + ":" + hex;
    }
}
