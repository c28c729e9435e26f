package hearth.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The replacements of characters that a SentencePiece model carries: a double array (Darts-clone) that finds the longest
 * replaceable prefix, then the replacements, each ended by a zero byte. The array is untrusted: every step is checked.
 */
final class CharacterMap {
    private static final int HEADER_BYTES = 4;

    private final int[] units;
    private final byte[] replacements;

    /** @throws InvalidVocabularyException if the lengths don't fit */
    CharacterMap(byte[] map) {
        if (map.length == 0) {
            units = new int[0];
            replacements = map;
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        long size = map.length < HEADER_BYTES ? -1 : Integer.toUnsignedLong(buffer.getInt(0));
        if (size < 0 || size % Integer.BYTES != 0 || size > map.length - HEADER_BYTES) {
            throw new InvalidVocabularyException("the character map of " + map.length + " bytes has no valid length: " + size);
        }
        units = new int[(int) size / Integer.BYTES];
        buffer.position(HEADER_BYTES);
        buffer.asIntBuffer().get(units, 0, units.length);
        replacements = Arrays.copyOfRange(map, HEADER_BYTES + (int) size, map.length);
    }

    /**
     * The longest prefix of {@code text[from, to)} that is replaced.
     *
     * @return its length in the upper 32 bits, the offset of its replacement in the lower; or 0 if there is none
     */
    long longestPrefix(byte[] text, int from, int to) {
        return prefix(text, from, to, false);
    }

    /** As {@link #longestPrefix}, of the shortest one. */
    long shortestPrefix(byte[] text, int from, int to) {
        return prefix(text, from, to, true);
    }

    private long prefix(byte[] text, int from, int to, boolean shortest) {
        long found = 0;
        if (units.length == 0) {
            return found;
        }
        int node = base(units[0]);
        for (int i = from; i < to && text[i] != 0; i++) {
            node ^= text[i] & 0xFF;
            if (node < 0 || node >= units.length || (units[node] & 0x800000FF) != (text[i] & 0xFF)) {
                break;
            }
            boolean leaf = (units[node] >>> 8 & 1) == 1;
            node ^= base(units[node]);
            if (leaf && node >= 0 && node < units.length) {
                found = (long) (i + 1 - from) << 32 | units[node] & 0x7FFFFFFF;
                if (shortest) {
                    break;
                }
            }
        }
        return found;
    }

    /** Appends the replacement at {@code offset}; one outside the map is empty. */
    void appendReplacement(int offset, ByteSink target) {
        for (int i = offset; i < replacements.length && replacements[i] != 0; i++) {
            target.accept(replacements[i]);
        }
    }

    private static int base(int unit) {
        return unit >>> 10 << ((unit & 0x200) >>> 6);
    }

    /** Takes the bytes of a replacement. */
    @FunctionalInterface
    interface ByteSink {
        void accept(byte value);
    }
}
