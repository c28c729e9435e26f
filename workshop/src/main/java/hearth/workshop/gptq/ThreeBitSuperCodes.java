package hearth.workshop.gptq;

/** Q3_K: a scale of 6 bits for each 16 of 256 values; third bits, low bit pairs, scales, then the scale of all. */
record ThreeBitSuperCodes(CodeLevels levels) implements BlockCodes {
    private static final int GROUPS = 16;
    private static final int GROUP = 16;
    private static final int PAIRS = 32;
    private static final int SCALES = 96;
    private static final int SCALE = 108;

    ThreeBitSuperCodes() {
        this(CodeLevels.even(-4, 3));
    }

    @Override
    public int groupSize() {
        return GROUP;
    }

    @Override
    public void scales(byte[] block, int at, float[] scales, float[] offsets, int out) {
        float scale = BlockCodes.float16(block, at + SCALE);
        for (int g = 0; g < GROUPS; g++) {
            int low = block[at + SCALES + (g & 7)] >> (g < 8 ? 0 : 4) & 15;
            int high = block[at + SCALES + 8 + (g & 3)] >> 2 * (g >> 2) & 3;
            scales[out + g] = scale * ((low | high << 4) - 32);
            offsets[out + g] = 0;
        }
    }

    @Override
    public void put(byte[] codes, int from, byte[] block, int at) {
        for (int i = 0; i < 32; i++) {
            int thirds = 0;
            for (int plane = 0; plane < 8; plane++) {
                thirds |= (codes[from + 32 * plane + i] >> 2 & 1) << plane;
            }
            block[at + i] = (byte) thirds;
            for (int half = 0; half < 2; half++) {
                int pairs = 0;
                for (int plane = 0; plane < 4; plane++) {
                    pairs |= (codes[from + 128 * half + 32 * plane + i] & 3) << 2 * plane;
                }
                block[at + PAIRS + 32 * half + i] = (byte) pairs;
            }
        }
    }
}
