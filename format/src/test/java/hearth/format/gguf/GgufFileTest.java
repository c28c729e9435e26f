package hearth.format.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.format.ByteSource;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
    private static final int ROWS = 1000;

    @TempDir
    private Path folder;

    private byte[] weights;

    private Path model() throws IOException {
        weights = new byte[ROWS * 34];
        new Random(5).nextBytes(weights);
        Path path = folder.resolve("model.gguf");
        new GgufWriter()
                .put(MetadataKeys.General.ARCHITECTURE, "llama")
                .tensor("first", TensorType.F32, List.of(1L), MemorySegment.ofArray(new byte[4]))
                .tensor("weight", TensorType.Q8_0, List.of(32L, (long) ROWS), MemorySegment.ofArray(weights))
                .write(path);
        return path;
    }

    @Test
    void readsAnyRangeIntoAnyKindOfMemory() throws IOException {
        Path path = model();
        try (GgufFile file = GgufFile.open(path); Arena arena = Arena.ofConfined()) {
            TensorInfo weight = file.tensor("weight");
            MemorySegment offHeap = arena.allocate(100);
            file.read(weight, 340, offHeap);
            assertThat(offHeap.mismatch(MemorySegment.ofArray(weights).asSlice(340, 100))).isEqualTo(-1);
            float[] floats = new float[25];
            file.read(weight, 340, MemorySegment.ofArray(floats));
            assertThat(MemorySegment.ofArray(floats).mismatch(offHeap)).isEqualTo(-1);
            byte[] part = new byte[120];
            file.read(weight, 340, MemorySegment.ofArray(part).asSlice(10, 100));
            assertThat(MemorySegment.ofArray(part).asSlice(10, 100).mismatch(offHeap)).isEqualTo(-1);
            file.read(weight, weight.byteSize(), MemorySegment.ofArray(new byte[0]));
            assertThat(file.byteSize()).isEqualTo(Files.size(path));
            assertThat(file.path()).contains(path);
        }
    }

    @Test
    void refusesRangesOutsideTheTensor() throws IOException {
        try (GgufFile file = GgufFile.open(model())) {
            TensorInfo weight = file.tensor("weight");
            for (long offset : new long[] {-1, weight.byteSize() - 9, weight.byteSize() + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatExceptionOfType(IndexOutOfBoundsException.class)
                        .isThrownBy(() -> file.read(weight, offset, MemorySegment.ofArray(new byte[10])));
            }
        }
    }

    @Test
    void aMissingTensorIsNamedWithItsFile() throws IOException {
        try (GgufFile file = GgufFile.open(model())) {
            assertThat(file.findTensor("nope")).isEmpty();
            assertThatExceptionOfType(InvalidModelException.class)
                    .isThrownBy(() -> file.tensor("nope"))
                    .withMessage("model.gguf: tensor 'nope' is missing")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.MISSING));
        }
    }

    @Test
    void aFileThatShrinksWhileOpenGivesAnError() throws IOException {
        Path path = model();
        try (GgufFile file = GgufFile.open(path)) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(Files.size(path) - 5000);
            }
            TensorInfo weight = file.tensor("weight");
            file.read(weight, 0, MemorySegment.ofArray(new byte[100]));
            assertThatExceptionOfType(InvalidModelException.class)
                    .isThrownBy(() -> file.read(weight, 0, MemorySegment.ofArray(new byte[(int) weight.byteSize()])))
                    .withMessageContaining("file shrank while being read")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED));
        }
    }

    @Test
    void aFileReplacedOrDeletedWhileOpenIsStillRead() throws IOException {
        Path path = model();
        try (GgufFile file = GgufFile.open(path)) {
            Path other = Files.writeString(folder.resolve("other"), "something else");
            Files.move(other, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            byte[] data = new byte[weights.length];
            file.read(file.tensor("weight"), 0, MemorySegment.ofArray(data));
            assertThat(data).isEqualTo(weights);
        }
    }

    @Test
    void anInterruptedReaderDoesNotDisturbTheOthers() throws Exception {
        try (GgufFile file = GgufFile.open(model()); ExecutorService pool = Executors.newFixedThreadPool(3)) {
            TensorInfo weight = file.tensor("weight");
            for (int round = 0; round < 50; round++) {
                Future<?> interrupted = pool.submit(() -> {
                    Thread.currentThread().interrupt();
                    try {
                        file.read(weight, 0, MemorySegment.ofArray(new byte[100]));
                    } finally {
                        assertThat(Thread.interrupted()).isTrue();
                    }
                });
                List<Future<byte[]>> others = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    others.add(pool.submit(() -> {
                        byte[] data = new byte[weights.length];
                        file.read(weight, 0, MemorySegment.ofArray(data));
                        return data;
                    }));
                }
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(interrupted::get)
                        .withCauseInstanceOf(InvalidModelException.class);
                for (Future<byte[]> other : others) {
                    assertThat(other.get()).isEqualTo(weights);
                }
            }
        }
    }

    @Test
    void readingAfterCloseIsAnError() throws IOException {
        GgufFile file = GgufFile.open(model());
        file.close();
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> file.read(file.tensor("weight"), 0, MemorySegment.ofArray(new byte[1])))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE));
    }

    @Test
    void whatIsNoRegularFileIsRefused() throws IOException {
        for (Path path : List.of(folder, folder.resolve("missing.gguf"), Path.of("/dev/zero"))) {
            assertThatExceptionOfType(InvalidModelException.class)
                    .isThrownBy(() -> GgufFile.open(path))
                    .withMessageNotContaining(folder.toString())
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE));
        }
    }

    @Test
    void aFailedOpeningClosesEverySource() {
        List<String> closed = new ArrayList<>();
        MemorySegment bytes = MemorySegment.ofArray(new byte[] {1, 2, 3});
        ByteSource source = new ByteSource() {
            private final ByteSource inner = ByteSource.of("bad.gguf", bytes);

            @Override
            public String name() {
                return inner.name();
            }

            @Override
            public long byteSize() {
                return inner.byteSize();
            }

            @Override
            public int read(long byteOffset, java.nio.ByteBuffer target) throws IOException {
                return inner.read(byteOffset, target);
            }

            @Override
            public void close() {
                closed.add(name());
            }
        };
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(() -> GgufFile.open(List.of(source)));
        assertThat(closed).containsExactly("bad.gguf");
    }

    @Test
    void aLargeVocabularyIsReadQuicklyAndExactly() throws IOException {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 150_000; i++) {
            tokens.add("▁token" + i);
        }
        Path path = folder.resolve("vocabulary.gguf");
        new GgufWriter().putStrings(MetadataKeys.Tokenizer.TOKENS, tokens).write(path);
        long start = System.nanoTime();
        try (GgufFile file = GgufFile.open(path)) {
            long millis = (System.nanoTime() - start) / 1_000_000;
            // The goal is 100 ms; a busy machine gets some room.
            assertThat(millis).isLessThan(500);
            TextArray read = (TextArray) file.metadata().requiredStrings(MetadataKeys.Tokenizer.TOKENS);
            assertThat(read).isEqualTo(tokens);
            assertThat(MemorySegment.ofArray(read.bytes(7)).asSlice(3).toArray(ValueLayout.JAVA_BYTE))
                    .asString()
                    .isEqualTo("token7");
        }
    }
}
