package hearth.format;

import java.lang.foreign.MemorySegment;

/** Types that store each value on its own. */
enum PlainFormat implements BlockFormat {
    FLOAT32(4) {
        @Override
        float value(MemorySegment source, long byteOffset) {
            return LittleEndian.float32(source, byteOffset);
        }
    },
    FLOAT16(2) {
        @Override
        float value(MemorySegment source, long byteOffset) {
            return LittleEndian.float16(source, byteOffset);
        }
    },
    BFLOAT16(2) {
        @Override
        float value(MemorySegment source, long byteOffset) {
            return LittleEndian.bfloat16(source, byteOffset);
        }
    };

    private final int valueBytes;

    PlainFormat(int valueBytes) {
        this.valueBytes = valueBytes;
    }

    abstract float value(MemorySegment source, long byteOffset);

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int i = 0; i < blockCount; i++) {
            target[targetOffset + i] = value(source, byteOffset + (long) i * valueBytes);
        }
    }
}
