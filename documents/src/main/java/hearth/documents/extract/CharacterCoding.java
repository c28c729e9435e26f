package hearth.documents.extract;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Guesses how a text file is encoded. Pure. */
final class CharacterCoding {
    private static final String CHINESE = "GB18030";

    private CharacterCoding() {}

    /** A text and what was guessed; empty if nothing had to be. */
    record Decoded(String text, String note) {}

    /** Zeros are in no text, unless each character has two bytes. */
    static boolean isBinary(byte[] head) {
        if (utf16(head) != null) {
            return false;
        }
        for (byte value : head) {
            if (value == 0) {
                return true;
            }
        }
        return false;
    }

    private static Charset utf16(byte[] bytes) {
        if (bytes.length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        return bytes.length >= 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE ? StandardCharsets.UTF_16LE : null;
    }

    static Decoded decode(byte[] bytes) {
        Charset wide = utf16(bytes);
        if (wide != null) {
            return new Decoded(new String(bytes, wide), "");
        }
        try {
            return new Decoded(strict(bytes, StandardCharsets.UTF_8), "");
        } catch (CharacterCodingException e) {
            return guess(bytes);
        }
    }

    private static Decoded guess(byte[] bytes) {
        if (looksChinese(bytes) && Charset.isSupported(CHINESE)) {
            try {
                return new Decoded(strict(bytes, Charset.forName(CHINESE)), "read as " + CHINESE + ", because it is not UTF-8");
            } catch (CharacterCodingException e) {
                // Then it is something else.
            }
        }
        Charset western = Charset.isSupported("windows-1252") ? Charset.forName("windows-1252") : StandardCharsets.ISO_8859_1;
        return new Decoded(new String(bytes, western), "read as " + western.name() + ", because it is not UTF-8");
    }

    /** In Chinese text of two bytes a character, high bytes come in pairs; in Western text they stand alone. */
    private static boolean looksChinese(byte[] bytes) {
        int paired = 0;
        int alone = 0;
        for (int i = 0; i < bytes.length; i++) {
            if ((bytes[i] & 0xFF) < 0xA1) {
                continue;
            }
            if (i + 1 < bytes.length && (bytes[i + 1] & 0xFF) >= 0xA1) {
                paired++;
                i++;
            } else {
                alone++;
            }
        }
        return paired > 9 * alone;
    }

    private static String strict(byte[] bytes, Charset charset) throws CharacterCodingException {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
