package hearth.workshop.gptq;

/** IQ4_XS: a scale of 6 bits for each 32 of 256 values, which are 4-bit codes of a table. */
record NonlinearSuperCodes(CodeLevels levels) implements BlockCodes {
    private static final int GROUPS = 8;
    private static final int GROUP = 32;
    private static final int LOW_SCALES = 4;
    private static final int NIBBLES = 8;

    @Override
    public int groupSize() {
        return GROUP;
    }

    @Override
    public void scales(byte[] block, int at, float[] scales, float[] offsets, int out) {
        float scale = BlockCodes.float16(block, at);
        int high = block[at + 2] & 0xff | (block[at + 3] & 0xff) << 8;
        for (int g = 0; g < GROUPS; g++) {
            int low = block[at + LOW_SCALES + g / 2] >> 4 * (g % 2) & 15;
            scales[out + g] = scale * ((low | (high >> 2 * g & 3) << 4) - 32);
            offsets[out + g] = 0;
        }
    }

    @Override
    public void put(byte[] codes, int from, byte[] block, int at) {
        for (int g = 0; g < GROUPS; g++) {
            for (int i = 0; i < GROUP / 2; i++) {
                int first = from + GROUP * g + i;
                block[at + NIBBLES + GROUP / 2 * g + i] = (byte) (codes[first] & 15 | codes[first + GROUP / 2] << 4);
            }
        }
    }
}
