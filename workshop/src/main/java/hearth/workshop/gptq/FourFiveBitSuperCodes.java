package hearth.workshop.gptq;

/** Q4_K and Q5_K: scale and minimum of 6 bits for each 32 of 256 values. */
record FourFiveBitSuperCodes(CodeLevels levels, boolean withFifths) implements BlockCodes {
    private static final int GROUPS = 8;
    private static final int GROUP = 32;
    private static final int SCALES = 4;
    private static final int FIFTHS = 16;

    FourFiveBitSuperCodes(boolean withFifths) {
        this(CodeLevels.even(0, withFifths ? 31 : 15), withFifths);
    }

    @Override
    public int groupSize() {
        return GROUP;
    }

    @Override
    public void scales(byte[] block, int at, float[] scales, float[] offsets, int out) {
        float scale = BlockCodes.float16(block, at);
        float minimum = BlockCodes.float16(block, at + 2);
        int packed = at + SCALES;
        for (int g = 0; g < GROUPS; g++) {
            int s;
            int m;
            if (g < 4) {
                s = block[packed + g] & 63;
                m = block[packed + g + 4] & 63;
            } else {
                s = block[packed + g + 4] & 15 | (block[packed + g - 4] >> 6 & 3) << 4;
                m = block[packed + g + 4] >> 4 & 15 | (block[packed + g] >> 6 & 3) << 4;
            }
            scales[out + g] = scale * s;
            offsets[out + g] = -(minimum * m);
        }
    }

    @Override
    public void put(byte[] codes, int from, byte[] block, int at) {
        int nibbles = at + FIFTHS + (withFifths ? GROUP : 0);
        for (int pair = 0; pair < GROUPS / 2; pair++) {
            for (int i = 0; i < GROUP; i++) {
                int low = codes[from + 2 * GROUP * pair + i];
                int high = codes[from + 2 * GROUP * pair + GROUP + i];
                block[nibbles + GROUP * pair + i] = (byte) (low & 15 | (high & 15) << 4);
            }
        }
        for (int i = 0; withFifths && i < GROUP; i++) {
            int fifths = 0;
            for (int g = 0; g < GROUPS; g++) {
                fifths |= (codes[from + GROUP * g + i] >> 4 & 1) << g;
            }
            block[at + FIFTHS + i] = (byte) fifths;
        }
    }
}
