package hearth.format.gguf;

import static hearth.format.gguf.GgufSketch.int32;
import static hearth.format.gguf.GgufSketch.int64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.format.ByteSource;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files of every kind end in an InvalidModelException, never in another exception and never in a long wait. */
class GgufRobustnessTest {
    private static final int SEEDS = 100;

    @ParameterizedTest
    @EnumSource
    void damagedFilesAreRefused(BadGguf bad) {
        for (int seed = 0; seed < SEEDS; seed++) {
            byte[] bytes = bad.bytes(seed);
            assertThatExceptionOfType(InvalidModelException.class)
                    .as("seed %d", seed)
                    .isThrownBy(() -> GgufSketch.open(bytes))
                    .withMessageStartingWith("sketch.gguf: ")
                    .satisfies(e -> {
                        assertThat(e.file()).contains("sketch.gguf");
                        if (bad.kind != null) {
                            assertThat(e.kind()).as(e.getMessage()).isEqualTo(bad.kind);
                        }
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void correctFilesOpen(int variant) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            GgufSketch sketch = GgufSketch.random(random);
            switch (variant) {
                case 0 -> sketch.version = 2;
                case 1 -> sketch.align(1 << random.nextInt(17));
                case 2 -> sketch.lastPadding = false;
                case 3 -> sketch.tensors.clear();
                case 4 -> sketch.keys.clear();
                case 5 -> {
                    sketch.keys.clear();
                    sketch.tensors.clear();
                }
                case 6 -> {
                    sketch.tensors.getLast().shape[0] = 0;
                    sketch.tensors.getLast().data = new byte[0];
                }
                default -> {
                    sketch.tensors.getLast().shape = new long[0];
                    sketch.tensors.getLast().type = TensorType.F32.ggmlId();
                    sketch.tensors.getLast().data = new byte[4];
                }
            }
            assertEqual(sketch, GgufSketch.open(sketch.toBytes()));
        }
    }

    private static void assertEqual(GgufSketch sketch, GgufFile file) {
        assertThat(file.metadata().values()).hasSize(sketch.keys.size());
        assertThat(file.tensors()).hasSize(sketch.tensors.size());
        int index = 0;
        for (TensorInfo tensor : file.tensors().values()) {
            GgufSketch.Tensor expected = sketch.tensors.get(index++);
            assertThat(tensor.shape()).containsExactlyElementsOf(Arrays.stream(expected.shape).boxed().toList());
            assertThat(tensor.type().ggmlId()).isEqualTo(expected.type);
            byte[] data = new byte[(int) tensor.byteSize()];
            file.read(tensor, 0, MemorySegment.ofArray(data));
            assertThat(data).isEqualTo(expected.data);
        }
    }

    @Test
    void aFileCutAnywhereIsRefused() {
        for (int seed = 0; seed < 5; seed++) {
            GgufSketch sketch = GgufSketch.random(new Random(seed));
            sketch.lastPadding = false;
            byte[] whole = sketch.toBytes();
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatExceptionOfType(InvalidModelException.class)
                        .as("length %d of %d", length, whole.length)
                        .isThrownBy(() -> GgufSketch.open(cut));
            }
            GgufSketch.open(whole).close();
        }
    }

    @Test
    void aFlippedBitGivesAnErrorOrAFile() {
        byte[] bytes = GgufSketch.random(new Random(1)).toBytes();
        int refused = 0;
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            refused += opens(bytes) ? 0 : 1;
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(refused).isGreaterThan(1000);
    }

    /** Every number that guards an allocation or a product, at every edge, in all pairs of count and size. */
    @Test
    void arithmeticEdgesGiveAnErrorOrAFile() {
        long[] edges = {0, 1, -1, Integer.MAX_VALUE, 1L << 31, (1L << 31) + 1, (1L << 32) - 1, 1L << 32, (1L << 32) + 1,
            1L << 62, Long.MAX_VALUE, Long.MIN_VALUE};
        for (long first : edges) {
            for (long second : edges) {
                GgufSketch counts = GgufSketch.random(new Random(2));
                counts.tensorCount = first;
                counts.keyCount = second;
                opens(counts.toBytes());
                for (TensorType type : TensorType.values()) {
                    GgufSketch shapes = GgufSketch.random(new Random(3));
                    shapes.tensors.getFirst().type = type.ggmlId();
                    shapes.tensors.getFirst().shape = new long[] {first, second};
                    opens(shapes.toBytes());
                    shapes.tensors.getFirst().shape = new long[] {256, first, second};
                    opens(shapes.toBytes());
                }
                GgufSketch offsets = GgufSketch.random(new Random(4));
                offsets.tensors.get(0).offset = first;
                offsets.tensors.get(1).offset = second;
                assertThat(opens(offsets.toBytes())).isFalse();
                GgufSketch lengths = GgufSketch.random(new Random(5));
                lengths.keys.get(1).nameLength = first;
                lengths.key("key.ARRAY").value = GgufSketch.array(8, second);
                assertThat(opens(lengths.toBytes())).isFalse();
            }
        }
    }

    private static boolean opens(byte[] bytes) {
        try (GgufFile file = GgufSketch.open(bytes)) {
            // Whatever was accepted must also be readable.
            for (TensorInfo tensor : file.tensors().values()) {
                file.read(tensor, 0, MemorySegment.ofArray(new byte[Math.toIntExact(tensor.byteSize())]));
                assertThat(tensor.rows() * tensor.columns()).isEqualTo(tensor.elementCount()).isNotNegative();
            }
            return true;
        } catch (InvalidModelException e) {
            return false;
        }
    }

    /** A source whose bytes are computed, so that the test itself needs no memory and counts what is read. */
    private static final class EndlessZeros implements ByteSource {
        private final byte[] start;
        private long bytesRead;

        EndlessZeros(byte[] start) {
            this.start = start;
        }

        @Override
        public String name() {
            return "bomb.gguf";
        }

        @Override
        public long byteSize() {
            return 1L << 40;
        }

        @Override
        public int read(long byteOffset, ByteBuffer target) {
            int count = target.remaining();
            for (int i = 0; i < count; i++) {
                target.put(byteOffset + i < start.length ? start[(int) (byteOffset + i)] : 0);
            }
            bytesRead += count;
            return count;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_000, 1L << 32})
    void aMillionKeysOrTensorsAreRefusedAtOnce(long count) {
        for (boolean keys : new boolean[] {true, false}) {
            EndlessZeros bomb = new EndlessZeros(GgufSketch.join(
                    "GGUF".getBytes(StandardCharsets.UTF_8), int32(3), int64(keys ? 0 : count), int64(keys ? count : 0)));
            assertThatExceptionOfType(InvalidModelException.class)
                    .isThrownBy(() -> GgufFile.open(List.of(bomb)))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE));
            assertThat(bomb.bytesRead).isLessThanOrEqualTo(64 << 10);
        }
    }

    /** The file really has the bytes, but a header of this size is no model. */
    @Test
    void aHeaderAboveTheLimitIsRefused() {
        GgufLimits limits = new GgufLimits(100, 1000, 1000, 1000, 1000, 32, 10_000);
        GgufSketch sketch = GgufSketch.random(new Random(0));
        sketch.keys.clear();
        for (int i = 0; i < 20; i++) {
            sketch.keys.add(new GgufSketch.Key("key" + i, MetadataType.STRING, GgufSketch.text("x".repeat(900))));
        }
        ByteSource source = ByteSource.of("big.gguf", MemorySegment.ofArray(sketch.toBytes()));
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> GgufFile.open(List.of(source), limits))
                .withMessageContaining("10000 bytes of header");
    }

    @Test
    void manyKeysWithTheSameHashAreQuick() {
        GgufSketch sketch = new GgufSketch();
        for (int i = 0; i < 1 << 13; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 13; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            sketch.keys.add(new GgufSketch.Key(name.toString(), MetadataType.UINT8, new byte[1]));
        }
        byte[] bytes = sketch.toBytes();
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(2), () -> GgufSketch.open(bytes).close());
    }

    @Test
    void messagesAreShortAndHaveNoControlCharacters() {
        GgufSketch sketch = GgufSketch.random(new Random(0));
        sketch.keys.getLast().name = ("evil\n\r\u001b[2J" + "x".repeat(60_000)).getBytes(StandardCharsets.UTF_8);
        sketch.keys.getLast().type = 99;
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> GgufSketch.open(sketch.toBytes()))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).matches("\\P{Cntrl}*"));
    }
}
