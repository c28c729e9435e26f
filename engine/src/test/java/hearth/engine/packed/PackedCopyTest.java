package hearth.engine.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.testkit.disk.Fault;
import hearth.testkit.disk.FaultyDisk;
import hearth.testkit.disk.Killed;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedCopyTest {
    private static final String LAYOUT = "cpu1x8";
    private static final String SOURCE = "sha256:0123";
    private static final int LARGE = PackedEntry.PIECE_BYTES + 1000 * Long.BYTES;

    @TempDir
    private Path folder;

    private Path file;
    private final byte[] large = random(LARGE, 1);
    private final byte[] small = random(4160, 2);

    private static byte[] random(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("copy-" + LAYOUT);
        writer().write(file, written -> {});
    }

    private PackedWriter writer() {
        PackedWriter writer = new PackedWriter(LAYOUT, SOURCE);
        writer.add("a[0+64]", TensorType.Q4_K, 64, 256, MemorySegment.ofArray(large));
        writer.add("b[0+7] turned", TensorType.F32, 7, 33, MemorySegment.ofArray(small));
        // The output matrix may be the embeddings once more.
        writer.add("a[0+64]", TensorType.Q4_K, 64, 256, MemorySegment.ofArray(small));
        return writer;
    }

    private PackedCopy open() {
        return PackedCopy.open(file, LAYOUT, SOURCE, 3);
    }

    private void rewrite(byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, bytes);
    }

    @Test
    void givesBackWhatWasWritten() throws IOException {
        try (PackedCopy copy = open()) {
            assertThat(copy.byteSize()).isEqualTo(writer().byteSize()).isEqualTo(Files.size(file));
            assertThat(copy.find("a[0+64]", TensorType.Q4_K, 64, 256).orElseThrow().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(large);
            MemorySegment second = copy.find("b[0+7] turned", TensorType.F32, 7, 33).orElseThrow();
            assertThat(second.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(small);
            assertThat(second.isReadOnly()).isTrue();
            assertThat(second.address() % PackedEntry.ALIGNMENT).isZero();
            copy.check();
        }
        assertThat(Files.isWritable(file) && !"root".equals(System.getProperty("user.name"))).isFalse();
    }

    /** Kernels are compiled for one class of memory. */
    @Test
    void itsMemoryIsOfTheClassOfAnArenas() {
        try (PackedCopy copy = open(); java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofShared()) {
            assertThat(copy.find("a[0+64]", TensorType.Q4_K, 64, 256).orElseThrow()).hasSameClassAs(arena.allocate(8));
        }
    }

    @Test
    void memoryOfAClosedCopyCannotBeRead() {
        PackedCopy copy = open();
        MemorySegment bytes = copy.find("b[0+7] turned", TensorType.F32, 7, 33).orElseThrow();
        copy.close();
        copy.close();
        assertThatThrownBy(() -> bytes.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMatrixOfAnotherShapeIsNotThere() {
        try (PackedCopy copy = open()) {
            assertThat(copy.find("a[0+64]", TensorType.Q4_K, 64, 512)).isEmpty();
            assertThat(copy.find("a[0+64]", TensorType.Q4_K, 32, 256)).isEmpty();
            assertThat(copy.find("a[0+64]", TensorType.Q5_K, 64, 256)).isEmpty();
            assertThat(copy.find("a[1+64]", TensorType.Q4_K, 64, 256)).isEmpty();
        }
    }

    @Test
    void anotherLayoutOrSourceIsRefused() {
        assertThatThrownBy(() -> PackedCopy.open(file, "cpu1x16", SOURCE, 1))
                .isInstanceOf(InvalidModelException.class).hasMessageContaining("has layout cpu1x8 instead of cpu1x16");
        assertThatThrownBy(() -> PackedCopy.open(file, LAYOUT, "sha256:4567", 1))
                .isInstanceOf(InvalidModelException.class).hasMessageContaining("has source sha256:0123 instead of sha256:4567");
    }

    /** Every byte of the header, every bit of it in turn. */
    @Test
    void aChangedHeaderIsRefused() throws IOException {
        byte[] sound = Files.readAllBytes(file);
        int headerBytes = PackedHeader.byteSize(LAYOUT, SOURCE, headerEntries());
        for (int i = 0; i < headerBytes; i++) {
            byte[] changed = sound.clone();
            changed[i] ^= (byte) (1 << i % 8);
            rewrite(changed);
            assertThatThrownBy(this::open).as("byte %d", i).isInstanceOf(InvalidModelException.class);
        }
        rewrite(sound);
        open().close();
    }

    private java.util.Collection<PackedEntry> headerEntries() {
        try (hearth.format.ByteSource source = hearth.format.ByteSource.open(file)) {
            return PackedHeader.read(source).entries().values();
        }
    }

    @Test
    void aFileOfAnotherLengthIsRefused() throws IOException {
        byte[] sound = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, 7, 8, 12, 19, 20, 21, 60, 200, 4096, LARGE, sound.length - 4096, sound.length - 1, sound.length + 1}) {
            rewrite(Arrays.copyOf(sound, length));
            assertThatThrownBy(this::open).as("%d bytes", length).isInstanceOf(InvalidModelException.class);
        }
    }

    /** A header whose checksum is right, as no damage makes it, is still held against the file. */
    @Test
    void entriesOutsideOfTheFileAreRefused() throws IOException {
        long size = Files.size(file);
        for (long[] place : new long[][] {{0, 8}, {4096, size}, {4097, 8}, {-4096, 8}, {size, 8}, {4096, 0}, {4096, -1}, {4096, Long.MAX_VALUE}}) {
            PackedEntry entry = new PackedEntry("x", TensorType.F32, 1, 1, place[0], place[1], new int[1]);
            assertRefused(new PackedHeader(LAYOUT, SOURCE, size, java.util.Map.of("x", entry)), size);
        }
        for (int[] shape : new int[][] {{0, 1}, {1, 0}, {-1, 1}, {1, -1}}) {
            PackedEntry entry = new PackedEntry("x", TensorType.F32, shape[0], shape[1], 4096, 8, new int[1]);
            assertRefused(new PackedHeader(LAYOUT, SOURCE, size, java.util.Map.of("x", entry)), size);
        }
        PackedEntry tooMany = new PackedEntry("x", TensorType.F32, 1, 1, 4096, 8, new int[2]);
        assertRefused(new PackedHeader(LAYOUT, SOURCE, size, java.util.Map.of("x", tooMany)), size);
    }

    private void assertRefused(PackedHeader header, long size) throws IOException {
        byte[] bytes = new byte[(int) size];
        java.nio.ByteBuffer text = header.bytes();
        text.get(bytes, 0, text.remaining());
        rewrite(bytes);
        assertThatThrownBy(this::open).isInstanceOf(InvalidModelException.class);
    }

    @Test
    void damagedWeightsAreFoundWhenTheyAreAskedFor() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = 4096 + PackedEntry.PIECE_BYTES + 17;
        bytes[at] ^= 64;
        rewrite(bytes);
        try (PackedCopy copy = open()) {
            assertThatThrownBy(() -> copy.find("a[0+64]", TensorType.Q4_K, 64, 256))
                    .isInstanceOf(InvalidModelException.class).hasMessageContaining("matrix 'a[0+64]' is damaged");
            assertThat(copy.find("b[0+7] turned", TensorType.F32, 7, 33)).isPresent();
            assertThatThrownBy(copy::check).isInstanceOf(InvalidModelException.class);
        }
    }

    @Test
    void twoThatWriteAtOnceLeaveOneSoundCopy() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Callable<Void> work = () -> {
                for (int i = 0; i < 10; i++) {
                    writer().write(file, written -> {});
                    try (PackedCopy copy = open()) {
                        copy.check();
                    }
                }
                return null;
            };
            for (Future<Void> each : threads.invokeAll(java.util.List.of(work, work))) {
                each.get();
            }
        }
        assertThat(names()).containsExactly(file.getFileName().toString());
    }

    private java.util.List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    /** Whatever call fails, afterwards there is no copy or a sound one, and after a failure that is no kill nothing else. */
    @Test
    void aCopyIsThereWholeOrNotAtAll() throws IOException {
        for (Fault fault : Fault.values()) {
            boolean failed = true;
            for (int call = 1; failed; call++) {
                Files.deleteIfExists(file);
                FaultyDisk disk = FaultyDisk.over(folder);
                disk.failAt(call, fault);
                try {
                    writer().write(disk.root().resolve(file.getFileName().toString()), written -> {});
                } catch (IOException | Killed e) {
                    assertThat(disk.hasFailed()).isTrue();
                }
                failed = disk.hasFailed();
                if (Files.exists(file)) {
                    try (PackedCopy copy = open()) {
                        copy.check();
                    }
                }
                if (fault == Fault.NO_SPACE || fault == Fault.IO_ERROR) {
                    assertThat(names()).as("%s at call %d", fault, call).doesNotContain("").allMatch(name -> name.equals("copy-" + LAYOUT));
                }
                assertThat(call).isLessThan(100);
                for (String left : names()) {
                    Files.delete(folder.resolve(left));
                }
            }
        }
    }
}
