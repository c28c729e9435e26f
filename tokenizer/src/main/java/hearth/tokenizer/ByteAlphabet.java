package hearth.tokenizer;

import java.util.Arrays;

/**
 * The printable characters that byte-level vocabularies write for raw bytes (GPT-2): 0x21–0x7E, 0xA1–0xAC and 0xAE–0xFF stand
 * for themselves, the other 68 bytes in increasing order are U+0100, U+0101 …
 */
public final class ByteAlphabet {
    private static final int SIZE = 0x100 + 68;
    private static final short[] BYTE_OF = new short[SIZE]; // by code point; -1 for characters that stand for no byte
    private static final char[] CHARACTER_OF = new char[0x100]; // by byte

    static {
        Arrays.fill(BYTE_OF, (short) -1);
        int next = 0x100;
        for (int b = 0; b < 0x100; b++) {
            boolean itself = b >= 0x21 && b <= 0x7E || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            int character = itself ? b : next++;
            BYTE_OF[character] = (short) b;
            CHARACTER_OF[b] = (char) character;
        }
    }

    private ByteAlphabet() {}

    /** How vocabularies write raw bytes, one character for each. */
    public static String text(byte[] bytes) {
        char[] text = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            text[i] = CHARACTER_OF[bytes[i] & 0xFF];
        }
        return new String(text);
    }

    /**
     * Decodes the UTF-8 text {@code source[from, to)} into raw bytes.
     *
     * @param target room for {@code to - from} bytes from {@code offset} on
     * @return how many bytes were written, or -1 if a character stands for no byte
     */
    static int decode(byte[] source, int from, int to, byte[] target, int offset) {
        int out = offset;
        for (int i = from; i < to; i++) {
            int c = source[i];
            if (c < 0) {
                // the alphabet ends at U+0143: two bytes, the first of them C2 … C5
                if (c < (byte) 0xC2 || c > (byte) 0xC5 || i + 1 == to || (source[i + 1] & 0xC0) != 0x80) {
                    return -1;
                }
                c = (c & 0x1F) << 6 | source[++i] & 0x3F;
            }
            int value = c < SIZE ? BYTE_OF[c] : -1;
            if (value < 0) {
                return -1;
            }
            target[out++] = (byte) value;
        }
        return out - offset;
    }
}
