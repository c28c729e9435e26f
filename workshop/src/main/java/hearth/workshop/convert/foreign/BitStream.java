package hearth.workshop.convert.foreign;

/** Unsigned numbers of 1 to 8 bits behind each other, lowest bit first, in 32-bit words. */
final class BitStream {
    private BitStream() {}

    /** Takes {@code count} numbers from bit {@code firstBit} on, which is counted from word {@code base}. */
    static void unpack(int[] words, int base, long firstBit, int bits, int count, byte[] codes) {
        int mask = (1 << bits) - 1;
        for (int i = 0; i < count; i++) {
            codes[i] = (byte) (at(words, base, firstBit + (long) i * bits, bits) & mask);
        }
    }

    /** The number at a bit, with bits of the next one above it. */
    private static int at(int[] words, int base, long bit, int bits) {
        int word = base + (int) (bit >>> 5);
        int shift = (int) bit & 31;
        int value = words[word] >>> shift;
        return shift + bits > 32 ? value | words[word + 1] << 32 - shift : value;
    }

    /** One number. */
    static int one(int[] words, int base, long bit, int bits) {
        return at(words, base, bit, bits) & (1 << bits) - 1;
    }
}
