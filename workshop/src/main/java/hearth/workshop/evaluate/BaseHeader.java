package hearth.workshop.evaluate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * What a file of a base model's predictions belongs to; another of anything makes it useless.
 *
 * @param textDigest SHA-256 of the text, in hexadecimal
 * @param tokensDigest SHA-256 of its tokens, in hexadecimal
 * @param modelDigest {@link ModelFingerprint} of the base
 */
public record BaseHeader(WindowPlan plan, int vocabularySize, String textDigest, String tokensDigest, String modelDigest) {
    private static final byte[] MAGIC = {'H', 'E', 'A', 'R', 'T', 'H', 'B', 'L'};
    private static final int VERSION = 1;
    private static final int DIGEST_BYTES = 32;
    static final int BYTES = MAGIC.length + 6 * Integer.BYTES + 3 * DIGEST_BYTES + Integer.BYTES;

    /** The header of a text read by a base. */
    public static BaseHeader of(EvaluationText text, WindowPlan plan, int vocabularySize, String modelDigest) {
        ByteBuffer ids = ByteBuffer.allocate(Math.multiplyExact(text.tokenCount() + 1, Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        ids.putInt(text.begin().orElse(-1));
        for (int id : text.ids()) {
            ids.putInt(id);
        }
        return new BaseHeader(plan, vocabularySize, text.digest(), HexFormat.of().formatHex(sha256().digest(ids.array())), modelDigest);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putInt(VERSION).putInt(vocabularySize).putInt(plan.kind().ordinal());
        bytes.putInt(plan.length()).putInt(plan.stride()).putInt(plan.count());
        HexFormat hex = HexFormat.of();
        bytes.put(hex.parseHex(textDigest)).put(hex.parseHex(tokensDigest)).put(hex.parseHex(modelDigest));
        CRC32 check = new CRC32();
        check.update(bytes.array(), 0, bytes.position());
        return bytes.putInt((int) check.getValue()).flip();
    }

    /** @throws EvaluationException if the bytes are none that {@link #toBytes} makes; {@code name} is the file's */
    static BaseHeader parse(ByteBuffer bytes, String name) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        bytes.get(magic);
        if (!java.util.Arrays.equals(magic, MAGIC)) {
            throw new EvaluationException(name + ": is no file of a base model's predictions");
        }
        int version = bytes.getInt();
        if (version != VERSION) {
            throw new EvaluationException(name + ": is of version " + version + ", but only " + VERSION + " is known");
        }
        CRC32 check = new CRC32();
        check.update(bytes.array(), bytes.arrayOffset(), BYTES - Integer.BYTES);
        if ((int) check.getValue() != bytes.getInt(BYTES - Integer.BYTES)) {
            throw new EvaluationException(name + ": is damaged: the header's checksum is wrong");
        }
        int vocabularySize = bytes.getInt();
        int kind = bytes.getInt();
        if (vocabularySize < 1 || kind < 0 || kind >= WindowPlan.Kind.values().length) {
            throw new EvaluationException(name + ": is damaged: it has a vocabulary of " + vocabularySize + " and windows of kind " + kind);
        }
        WindowPlan plan = new WindowPlan(WindowPlan.Kind.values()[kind], bytes.getInt(), bytes.getInt(), bytes.getInt());
        return new BaseHeader(plan, vocabularySize, digest(bytes), digest(bytes), digest(bytes));
    }

    private static String digest(ByteBuffer bytes) {
        byte[] digest = new byte[DIGEST_BYTES];
        bytes.get(digest);
        return HexFormat.of().formatHex(digest);
    }

    /** @throws EvaluationException naming the first thing in which a found header differs from this one */
    void requireSame(BaseHeader found, String name) {
        requireEqual(textDigest, found.textDigest, name, "another text");
        requireEqual(plan, found.plan, name, "other windows (" + found.plan + ")");
        requireEqual(modelDigest, found.modelDigest, name, "another base model");
        requireEqual(vocabularySize, found.vocabularySize, name, "another vocabulary");
        requireEqual(tokensDigest, found.tokensDigest, name, "other tokens of the text");
    }

    private static void requireEqual(Object own, Object found, String name, String what) {
        if (!own.equals(found)) {
            throw new EvaluationException(name + ": was made of " + what + "; give another file, or remove this one");
        }
    }
}
