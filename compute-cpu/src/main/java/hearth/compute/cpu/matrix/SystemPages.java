package hearth.compute.cpu.matrix;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Memory straight from Linux. An arena's is filled with zeros by the thread that asks for it, at less than 2 GB/s because each page is met for the
 * first time; that of {@code mmap} is zero, and its pages, huge ones if the system has them, are first met by the threads that fill them.
 */
@SuppressWarnings("restricted")
final class SystemPages {
    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_AND_ANONYMOUS = 0x22;
    private static final int HUGE = 14;
    private static final MemorySegment FAILED = MemorySegment.ofAddress(-1);

    private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle MMAP =
            function("mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, SIZE, INT, INT, INT, SIZE));
    private static final MethodHandle MUNMAP = function("munmap", FunctionDescriptor.of(INT, ADDRESS, SIZE));
    private static final MethodHandle MADVISE = function("madvise", FunctionDescriptor.of(INT, ADDRESS, SIZE, INT));

    private SystemPages() {}

    /** Whether this is Linux, in which the constants hold, and the program may call native functions without a warning. */
    static boolean areUsable() {
        return ValueLayout.ADDRESS.byteSize() == 8
                && System.getProperty("os.name").equals("Linux")
                && WeightMemory.class.getModule().isNativeAccessEnabled();
    }

    /** Empty if the system gives none. */
    static Optional<MemorySegment> map(Arena arena, long byteSize) {
        try {
            MemorySegment start = (MemorySegment)
                    MMAP.invokeExact(MemorySegment.NULL, byteSize, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, -1, 0L);
            if (start.equals(FAILED)) {
                return Optional.empty();
            }
            // A wish: where it is not known, pages are small.
            int ignored = (int) MADVISE.invokeExact(start, byteSize, HUGE);
            return Optional.of(start.reinterpret(byteSize, arena, SystemPages::unmap));
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static void unmap(MemorySegment pages) {
        try {
            int ignored = (int) MUNMAP.invokeExact(pages, pages.byteSize());
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor types) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), types);
    }

    private static RuntimeException failure(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
    }
}
