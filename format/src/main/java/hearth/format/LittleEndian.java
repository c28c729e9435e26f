package hearth.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Fields of a quant block: little-endian and never aligned. */
final class LittleEndian {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    static float float16(MemorySegment source, long byteOffset) {
        return Float.float16ToFloat(source.get(SHORT, byteOffset));
    }

    static float bfloat16(MemorySegment source, long byteOffset) {
        return Float.intBitsToFloat(source.get(SHORT, byteOffset) << 16);
    }

    static float float32(MemorySegment source, long byteOffset) {
        return Float.intBitsToFloat(source.get(INT, byteOffset));
    }

    static int int32(MemorySegment source, long byteOffset) {
        return source.get(INT, byteOffset);
    }

    static long int64(MemorySegment source, long byteOffset) {
        return source.get(LONG, byteOffset);
    }

    static int unsigned8(MemorySegment source, long byteOffset) {
        return source.get(ValueLayout.JAVA_BYTE, byteOffset) & 0xff;
    }

    static int unsigned16(MemorySegment source, long byteOffset) {
        return source.get(SHORT, byteOffset) & 0xffff;
    }

    static int signed8(MemorySegment source, long byteOffset) {
        return source.get(ValueLayout.JAVA_BYTE, byteOffset);
    }
}
