package hearth.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import hearth.compute.WeightPacking;
import hearth.format.TensorType;
import hearth.testkit.RandomWeights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights that were packed before give the bits of weights packed now, and nothing else is taken for them. */
class CpuWeightPackingTest {
    private static final int COLUMNS = 512;
    private static final int ROWS = 83; // the last panel is not full at any width

    private final Backend backend = CpuBackends.open(new BackendOptions(2));
    private final WeightPacking packing = (WeightPacking) backend;

    @AfterEach
    void close() {
        backend.close();
    }

    static List<TensorType> types() {
        return RandomWeights.TYPES;
    }

    private static MemorySegment kept(Arena arena, MemorySegment packed) {
        MemorySegment copy = arena.allocate(packed.byteSize(), 64);
        copy.copyFrom(packed);
        return copy;
    }

    private float[] results(Matrix matrix, int tokens) {
        Tensor in = backend.tensor(tokens, COLUMNS);
        Random random = new Random(5);
        float[] row = new float[COLUMNS];
        for (int t = 0; t < tokens; t++) {
            for (int c = 0; c < COLUMNS; c++) {
                row[c] = (float) random.nextGaussian();
            }
            in.write(t, row, 0);
        }
        Tensor products = backend.tensor(tokens, ROWS);
        backend.project(in, tokens, matrix, products);
        Tensor decoded = backend.tensor(2, COLUMNS);
        backend.embed(matrix, new int[] {0, ROWS - 1}, 2, decoded);
        float[] all = new float[tokens * ROWS + 2 * COLUMNS];
        for (int t = 0; t < tokens; t++) {
            products.read(t, all, t * ROWS);
        }
        decoded.read(0, all, tokens * ROWS);
        decoded.read(1, all, tokens * ROWS + COLUMNS);
        return all;
    }

    @ParameterizedTest
    @MethodSource("types")
    void adoptedWeightsComputeTheSameBits(TensorType type) {
        RandomWeights source = RandomWeights.of(type, ROWS, COLUMNS, 3);
        try (Arena arena = Arena.ofShared(); Matrix loaded = backend.load(source)) {
            MemorySegment bytes = kept(arena, packing.packed(loaded));
            try (Matrix adopted = packing.adopt(source, bytes, true).orElseThrow()) {
                assertThat(List.of(adopted.type(), adopted.rows(), adopted.columns(), adopted.byteSize()))
                        .isEqualTo(List.of(type, ROWS, COLUMNS, loaded.byteSize()));
                for (int tokens : new int[] {1, 7, 13}) {
                    assertThat(results(adopted, tokens)).containsExactly(results(loaded, tokens));
                }
            }
            // Its memory belongs to who gave it.
            assertThat(bytes.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo(packing.packed(loaded).get(ValueLayout.JAVA_BYTE, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void otherWeightsAndOtherSizesAreNotAdopted(TensorType type) {
        RandomWeights source = RandomWeights.of(type, ROWS, COLUMNS, 3);
        RandomWeights other = RandomWeights.of(type, ROWS, COLUMNS, 4);
        try (Arena arena = Arena.ofShared(); Matrix loaded = backend.load(source)) {
            MemorySegment bytes = kept(arena, packing.packed(loaded));
            assertThat(packing.adopt(other, bytes, true)).isEmpty();
            assertThat(packing.adopt(source, bytes.asSlice(0, bytes.byteSize() - 8), false)).isEmpty();
            assertThat(packing.adopt(source, bytes.asSlice(0, 0), false)).isEmpty();
            assertThat(packing.adopt(RandomWeights.of(type, ROWS + 64, COLUMNS, 3), bytes, false)).isEmpty();
            assertThat(packing.adopt(RandomWeights.of(type, ROWS, COLUMNS / 2, 3), bytes, false)).isEmpty();
            bytes.set(ValueLayout.JAVA_BYTE, 100, (byte) (bytes.get(ValueLayout.JAVA_BYTE, 100) ^ 1));
            assertThat(packing.adopt(source, bytes, true)).isEmpty();
        }
    }

    @Test
    void theLayoutNamesVersionAndLanes() {
        assertThat(packing.packedLayout()).isEqualTo("cpu2x" + VectorShapes.LANES);
        assertThat(Optional.of(packing.packedLayout())).get().asString().matches("[a-z0-9]+");
    }
}
