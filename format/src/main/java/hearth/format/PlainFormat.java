package hearth.format;

import java.lang.foreign.MemorySegment;

/** Types that store each value on its own; what a float cannot hold is rounded to the nearest that can. */
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
    },
    FLOAT64(8) {
        @Override
        float value(MemorySegment source, long byteOffset) {
            return (float) Double.longBitsToDouble(LittleEndian.int64(source, byteOffset));
        }
    },
    INT8(1) {
        @Override
        float value(MemorySegment source, long byteOffset) {
            return LittleEndian.signed8(source, byteOffset);
        }
    },
    INT16(2) {
        @Override
        float value(MemorySegment source, long byteOffset) {
            return (short) LittleEndian.unsigned16(source, byteOffset);
        }
    },
    INT32(4) {
        @Override
        float value(MemorySegment source, long byteOffset) {
            return LittleEndian.int32(source, byteOffset);
        }
    },
    INT64(8) {
        @Override
        float value(MemorySegment source, long byteOffset) {
            return LittleEndian.int64(source, byteOffset);
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
