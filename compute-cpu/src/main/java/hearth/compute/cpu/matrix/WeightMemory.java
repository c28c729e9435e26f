package hearth.compute.cpu.matrix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Where packed weights live: off the heap, aligned to cache lines. */
final class WeightMemory {
    static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);

    private WeightMemory() {}

    /** Zeroed memory that lives as long as {@code arena}. */
    static MemorySegment allocate(Arena arena, long byteSize) {
        return arena.allocate(byteSize, 64);
    }
}
