package hearth.format.encode;

/** Q1_0: the mean magnitude, with a bit for the sign. Q2_0: the largest magnitude, times -1, 0 or 1 in two bits. */
record FewBitEncoder(int bits) implements BlockEncoder {
    private static final int CODE_BYTES = 16;

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int perBlock = CODE_BYTES * 8 / bits;
        int blocks = rows * columns / perBlock;
        for (int block = 0; block < blocks; block++) {
            int from = offset + block * perBlock;
            int at = targetOffset + block * (2 + CODE_BYTES);
            float scale = bits == 1 ? mean(values, from, perBlock) : Rounding.largestMagnitude(values, from, perBlock);
            float inverse = Rounding.inverse(scale);
            Rounding.putFloat16(target, at, scale);
            for (int j = 0; j < CODE_BYTES; j++) {
                int packed = 0;
                for (int i = 0; i < 8 / bits; i++) {
                    float value = values[from + j * (8 / bits) + i];
                    int code = bits == 1 ? value >= 0 ? 1 : 0 : Math.clamp(Rounding.halfAway(value * inverse) + 1, 0, 3);
                    packed |= code << bits * i;
                }
                target[at + 2 + j] = (byte) packed;
            }
        }
    }

    private static float mean(float[] values, int from, int count) {
        float sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.abs(values[i]);
        }
        return sum / count;
    }
}
