package hearth.workshop.gptq;

/** Q2_K: scale and minimum of 4 bits for each 16 of 256 values; then the codes, then scale and minimum of all. */
record TwoBitSuperCodes(CodeLevels levels) implements BlockCodes {
    private static final int GROUPS = 16;
    private static final int GROUP = 16;
    private static final int CODES = 16;
    private static final int SCALE = 80;
    private static final int MINIMUM = 82;

    TwoBitSuperCodes() {
        this(CodeLevels.even(0, 3));
    }

    @Override
    public int groupSize() {
        return GROUP;
    }

    @Override
    public void scales(byte[] block, int at, float[] scales, float[] offsets, int out) {
        float scale = BlockCodes.float16(block, at + SCALE);
        float minimum = BlockCodes.float16(block, at + MINIMUM);
        for (int g = 0; g < GROUPS; g++) {
            scales[out + g] = scale * (block[at + g] & 15);
            offsets[out + g] = -(minimum * (block[at + g] >> 4 & 15));
        }
    }

    @Override
    public void put(byte[] codes, int from, byte[] block, int at) {
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < 32; i++) {
                int packed = 0;
                for (int plane = 0; plane < 4; plane++) {
                    packed |= (codes[from + 128 * half + 32 * plane + i] & 3) << 2 * plane;
                }
                block[at + CODES + 32 * half + i] = (byte) packed;
            }
        }
    }
}
