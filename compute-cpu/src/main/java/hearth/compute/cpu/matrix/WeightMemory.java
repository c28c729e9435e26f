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

    /** From here on one thread's zeroing would be felt, and asking the system is worth its preparations. */
    private static final long LARGE = 32L << 20;

    private WeightMemory() {}

    /** Zeroed memory that lives as long as {@code arena}. */
    static MemorySegment allocate(Arena arena, long byteSize) {
        if (byteSize >= LARGE && SystemPages.areUsable()) {
            return SystemPages.map(arena, byteSize).orElseGet(() -> arena.allocate(byteSize, 64));
        }
        return arena.allocate(byteSize, 64);
    }
}
