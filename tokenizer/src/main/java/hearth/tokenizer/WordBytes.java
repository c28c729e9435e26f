package hearth.tokenizer;

import java.util.Arrays;

/** The UTF-8 bytes of one word, in memory used again for the next. */
final class WordBytes {
    private byte[] bytes = new byte[64];
    private int size;

    void clear() {
        size = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Appends one byte. */
    void add(byte value) {
        reserve(1);
        bytes[size++] = value;
    }

    /** Appends characters without unpaired surrogates. */
    void add(char[] text, int from, int to) {
        reserve(3 * (to - from));
        int out = size;
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c < 0x80) {
                bytes[out++] = (byte) c;
            } else if (c < 0x800) {
                bytes[out++] = (byte) (0xC0 | c >> 6);
                bytes[out++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c)) {
                int codePoint = Character.toCodePoint(c, text[++i]);
                bytes[out++] = (byte) (0xF0 | codePoint >> 18);
                bytes[out++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
                bytes[out++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
                bytes[out++] = (byte) (0x80 | codePoint & 0x3F);
            } else {
                bytes[out++] = (byte) (0xE0 | c >> 12);
                bytes[out++] = (byte) (0x80 | c >> 6 & 0x3F);
                bytes[out++] = (byte) (0x80 | c & 0x3F);
            }
        }
        size = out;
    }

    /** Bytes of the character at {@code at}, of text that ends at {@code size}; the lead byte tells. */
    static int characterLength(byte[] bytes, int at, int size) {
        int lead = bytes[at] & 0xFF;
        int length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        return Math.min(length, size - at);
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.addExact(size + more, size >> 1));
        }
    }
}
