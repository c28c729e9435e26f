package hearth.format;

import java.lang.foreign.MemorySegment;

/** Whether the numbers of a block that could be NaN or infinite are finite; known for every tensor type. */
public final class BlockValidity {
    private BlockValidity() {}

    /**
     * Checks one block.
     *
     * @param source the tensor's bytes as stored
     * @param byteOffset where the block starts
     * @throws IndexOutOfBoundsException if the block is not inside the source
     */
    public static boolean isFinite(TensorType type, MemorySegment source, long byteOffset) {
        return switch (type) {
            case F32, Q8_K -> Float.isFinite(LittleEndian.float32(source, byteOffset));
            case F64 -> Double.isFinite(LittleEndian.float64(source, byteOffset));
            case BF16 -> Float.isFinite(LittleEndian.bfloat16(source, byteOffset));
            case F16, Q4_0, Q5_0, Q8_0, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ1_S, IQ4_NL, IQ4_XS, Q1_0, Q2_0 ->
                    finite16(source, byteOffset);
            case Q4_1, Q5_1, Q8_1, Q4_K, Q5_K -> finite16(source, byteOffset) && finite16(source, byteOffset + 2);
            case Q2_K -> finite16(source, byteOffset + 80) && finite16(source, byteOffset + 82);
            case Q3_K -> finite16(source, byteOffset + 108);
            case Q6_K -> finite16(source, byteOffset + 208);
            case TQ1_0 -> finite16(source, byteOffset + 52);
            case TQ2_0 -> finite16(source, byteOffset + 64);
            // The f16 scale is spread over the high nibbles of four u16 at 48; its exponent is in the last two.
            case IQ1_M -> {
                int high = LittleEndian.unsigned16(source, byteOffset + 54) & 0xf000;
                int middle = LittleEndian.unsigned16(source, byteOffset + 52) >> 4 & 0x0f00;
                yield ((high | middle) & 0x7c00) != 0x7c00;
            }
            case MXFP4 -> LittleEndian.unsigned8(source, byteOffset) != 0xff;
            // Every code of their scales or values means a finite number.
            case NVFP4, I8, I16, I32, I64 -> true;
        };
    }

    private static boolean finite16(MemorySegment source, long byteOffset) {
        return (LittleEndian.unsigned16(source, byteOffset) & 0x7c00) != 0x7c00;
    }
}
