package hearth.engine.packed;

import hearth.format.ByteSource;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;

/**
 * An open packed copy: mapped, so that its memory is the system's file cache, shared by all processes that run the model. Unlike a file that comes
 * from outside, it was written by this program, once, and is never changed in place.
 */
public final class PackedCopy implements AutoCloseable {
    private final PackedHeader header;
    private final String name;
    private final Arena arena;
    private final MemorySegment bytes;
    private final int threadCount;

    private PackedCopy(PackedHeader header, String name, Arena arena, MemorySegment bytes, int threadCount) {
        this.header = header;
        this.name = name;
        this.arena = arena;
        this.bytes = bytes;
        this.threadCount = threadCount;
    }

    /**
     * Opens and maps a copy.
     *
     * @param threadCount threads that check weights
     * @throws InvalidModelException if the file can't be read, is damaged, or was packed in another layout or from another model
     */
    public static PackedCopy open(Path file, String layout, String source, int threadCount) {
        String name = file.getFileName().toString();
        try (ByteSource stored = ByteSource.open(file)) {
            PackedHeader header = PackedHeader.read(stored);
            requireEqual(name, "layout", layout, header.layout());
            requireEqual(name, "source", source, header.source());
            Arena arena = Arena.ofShared();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                if (channel.size() != header.fileBytes()) {
                    throw InvalidModelException.inFile(Kind.TRUNCATED, name, "changed while it was opened");
                }
                MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, header.fileBytes(), arena);
                return new PackedCopy(header, name, arena, bytes, threadCount);
            } catch (IOException | RuntimeException | Error e) {
                arena.close();
                throw e;
            }
        } catch (IOException e) {
            throw InvalidModelException.unreadable(name, "can't be mapped (" + e.getMessage() + ")", e);
        }
    }

    private static void requireEqual(String name, String what, String wanted, String found) {
        if (!found.equals(wanted)) {
            throw InvalidModelException.inFile(Kind.UNSUPPORTED, name, "has " + what + " " + found + " instead of " + wanted);
        }
    }

    /** Bytes of the file. */
    public long byteSize() {
        return header.fileBytes();
    }

    /**
     * The bytes of a matrix, if the copy has it in this shape; valid until the copy is closed. They are compared with their checksums, which brings them
     * to memory as well.
     *
     * @throws InvalidModelException if they are damaged
     */
    Optional<MemorySegment> find(String matrix, TensorType type, int rows, int columns) {
        PackedEntry entry = header.entries().get(matrix);
        if (entry == null || !entry.hasShape(type, rows, columns)) {
            return Optional.empty();
        }
        check(entry);
        return Optional.of(plain(bytes.asSlice(entry.byteOffset(), entry.byteSize())));
    }

    /**
     * Compares all weights with their checksums.
     *
     * @throws InvalidModelException naming a matrix that is damaged
     */
    public void check() {
        header.entries().values().forEach(this::check);
    }

    private void check(PackedEntry entry) {
        int pieces = entry.checksums().length;
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable work = () -> {
            try {
                for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                    check(entry, i);
                }
            } catch (RuntimeException | Error e) {
                next.set(pieces);
                failure.compareAndSet(null, e);
            }
        };
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i < Math.min(threadCount, pieces); i++) {
            threads.add(Thread.ofPlatform().daemon().name("hearth-check-" + i).start(work));
        }
        work.run();
        join(threads);
        if (failure.get() instanceof RuntimeException e) {
            throw e;
        }
        if (failure.get() instanceof Error e) {
            throw e;
        }
    }

    private static void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true; // kept for later: the work is short, and the mapping must outlive it
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(PackedEntry entry, int piece) {
        long from = (long) piece * PackedEntry.PIECE_BYTES;
        MemorySegment part =
                bytes.asSlice(entry.byteOffset() + from, Math.min(PackedEntry.PIECE_BYTES, entry.byteSize() - from));
        part.load(); // asks for all of it at once, where page after page would be slow from a disk
        CRC32C crc = new CRC32C();
        crc.update(part.asByteBuffer());
        if ((int) crc.getValue() != entry.checksums()[piece]) {
            throw InvalidModelException.inFile(Kind.MALFORMED, name, "matrix '" + entry.name() + "' is damaged");
        }
    }

    /**
     * The same memory as an object of the class that an arena gives. Kernels are optimized for one class; for the class of mapped memory they would
     * have to be compiled again.
     */
    private static MemorySegment plain(MemorySegment mapped) {
        return mapped.byteSize() > Integer.MAX_VALUE - 8 || mapped.byteSize() % Long.BYTES != 0
                ? mapped
                : MemorySegment.ofBuffer(mapped.asByteBuffer().asLongBuffer());
    }

    /** Unmaps it; matrices in its memory can't be used any more. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
