package hearth.format.encode;

import hearth.format.TensorType;

/** F32, F16 and BF16: to nearest, ties to even. */
record PlainEncoder(TensorType type) implements BlockEncoder {
    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int count = rows * columns;
        int at = targetOffset;
        for (int i = offset; i < offset + count; i++, at += type.blockBytes()) {
            switch (type) {
                case F32 -> Rounding.put32(target, at, Float.floatToRawIntBits(values[i]));
                case F16 -> Rounding.put16(target, at, Float.floatToFloat16(values[i]));
                default -> Rounding.put16(target, at, bfloat16(values[i]));
            }
        }
    }

    private static int bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return Float.isNaN(value) ? bits >>> 16 | 64 : bits + 0x7fff + (bits >>> 16 & 1) >>> 16;
    }
}
