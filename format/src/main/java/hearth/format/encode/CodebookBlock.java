package hearth.format.encode;

import java.util.Arrays;

/** What is stored of 256 values: a place in the codebook for each vector, signs, and a scale code for each group. */
final class CodebookBlock {
    final int[] indexes = new int[64];
    /** Eight bits for eight values; a set bit is a minus. */
    final int[] signs = new int[32];
    final int[] scaleCodes;

    CodebookBlock(int groups) {
        scaleCodes = new int[groups];
    }

    void clear() {
        Arrays.fill(indexes, 0);
        Arrays.fill(signs, 0);
        Arrays.fill(scaleCodes, 0);
    }

    /** Seven bits for each of the four eights of 32 values. */
    int fourSigns(int group) {
        int bits = 0;
        for (int i = 0; i < 4; i++) {
            bits |= (signs[4 * group + i] & 127) << 7 * i;
        }
        return bits;
    }

    /** Two scale codes in a byte, to zeroed bytes. */
    void packScales(byte[] target, int at) {
        for (int i = 0; i < scaleCodes.length; i++) {
            target[at + i / 2] |= (byte) (scaleCodes[i] << 4 * (i % 2));
        }
    }
}
