package hearth.workshop.gptq;

/** Q6_K: a signed scale for each 16 of 256 values; low nibbles, high bit pairs, scales, then the scale of all. */
record SixBitSuperCodes(CodeLevels levels) implements BlockCodes {
    private static final int GROUPS = 16;
    private static final int GROUP = 16;
    private static final int HIGH = 128;
    private static final int SCALES = 192;
    private static final int SCALE = 208;

    SixBitSuperCodes() {
        this(CodeLevels.even(-32, 31));
    }

    @Override
    public int groupSize() {
        return GROUP;
    }

    @Override
    public void scales(byte[] block, int at, float[] scales, float[] offsets, int out) {
        float scale = BlockCodes.float16(block, at + SCALE);
        for (int g = 0; g < GROUPS; g++) {
            scales[out + g] = scale * block[at + SCALES + g];
            offsets[out + g] = 0;
        }
    }

    @Override
    public void put(byte[] codes, int from, byte[] block, int at) {
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < 32; i++) {
                int first = from + 128 * half + i;
                int a = codes[first];
                int b = codes[first + 32];
                int c = codes[first + 64];
                int d = codes[first + 96];
                block[at + 64 * half + i] = (byte) (a & 15 | (c & 15) << 4);
                block[at + 64 * half + 32 + i] = (byte) (b & 15 | (d & 15) << 4);
                block[at + HIGH + 32 * half + i] = (byte) (a >> 4 & 3 | (b >> 4 & 3) << 2 | (c >> 4 & 3) << 4 | (d >> 4 & 3) << 6);
            }
        }
    }
}
