package hearth.workshop.gptq;

/** Q8_0: a scale, then 32 signed bytes. */
record EightBitCodes(CodeLevels levels) implements BlockCodes {
    private static final int VALUES = 32;

    EightBitCodes() {
        this(CodeLevels.even(-128, 127));
    }

    @Override
    public int groupSize() {
        return VALUES;
    }

    @Override
    public void scales(byte[] block, int at, float[] scales, float[] offsets, int out) {
        scales[out] = BlockCodes.float16(block, at);
        offsets[out] = 0;
    }

    @Override
    public void put(byte[] codes, int from, byte[] block, int at) {
        for (int i = 0; i < VALUES; i++) {
            block[at + 2 + i] = (byte) ((codes[from + i] & 0xff) - 128);
        }
    }
}
