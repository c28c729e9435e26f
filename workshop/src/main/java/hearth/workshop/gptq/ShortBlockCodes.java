package hearth.workshop.gptq;

/** Q4_0, Q4_1, Q5_0, Q5_1 and IQ4_NL: 32 values with one scale, perhaps a minimum; fifth bits, where there are any, before the nibbles. */
record ShortBlockCodes(CodeLevels levels, boolean withMinimum, boolean withFifths) implements BlockCodes {
    private static final int VALUES = 32;

    @Override
    public int groupSize() {
        return VALUES;
    }

    @Override
    public void scales(byte[] block, int at, float[] scales, float[] offsets, int out) {
        scales[out] = BlockCodes.float16(block, at);
        offsets[out] = withMinimum ? BlockCodes.float16(block, at + 2) : 0;
    }

    @Override
    public void put(byte[] codes, int from, byte[] block, int at) {
        int next = at + (withMinimum ? 4 : 2);
        if (withFifths) {
            int fifths = 0;
            for (int i = 0; i < VALUES; i++) {
                fifths |= (codes[from + i] >> 4 & 1) << i;
            }
            for (int i = 0; i < 4; i++) {
                block[next + i] = (byte) (fifths >> 8 * i);
            }
            next += 4;
        }
        for (int i = 0; i < VALUES / 2; i++) {
            block[next + i] = (byte) (codes[from + i] & 15 | codes[from + i + VALUES / 2] << 4);
        }
    }
}
