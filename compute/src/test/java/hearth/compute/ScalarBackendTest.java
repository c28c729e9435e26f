package hearth.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge against values worked out by hand. */
class ScalarBackendTest {
    private final Backend backend = new ScalarBackend();

    @Test
    void isFoundAsTheLastChoice() {
        BackendProvider last = BackendProvider.installed().getLast();
        assertThat(last.name()).isEqualTo("scalar");
        assertThat(last.unavailableReason()).isEmpty();
        assertThat(last.open(BackendOptions.defaults()).description()).startsWith("scalar");
    }

    @Test
    void projectsFloats() {
        Matrix weight = backend.load(floats(2, 3, 1, 2, 3, 4, 5, 6));
        Tensor in = tensor(2, 3, 1, 0, -1, 2, 2, 2);
        Tensor out = tensor(2, 2, 9, 9, 9, 9);
        backend.project(in, 2, weight, out);
        assertThat(values(out)).containsExactly(-2, -2, 12, 30);
        backend.projectAdd(in, 1, weight, out);
        assertThat(values(out)).containsExactly(-4, -4, 12, 30);
        Tensor gated = tensor(1, 2, 0, 0);
        backend.gatedProject(in, 1, weight, weight, Activation.SILU, gated);
        float silu = (float) (-2 / (1 + Math.exp(2)));
        assertThat(values(gated)).containsExactly(silu * -2, silu * -2);
    }

    @Test
    void projectsQuantizedBlocksWithQuantizedActivations() {
        // One Q4_1 block: d = 0.5, m = -1, quants 3 in all places; activations 1..: the sum term uses float16.
        byte[] block = new byte[20];
        putHalf(block, 0, 0.5f);
        putHalf(block, 2, -1);
        java.util.Arrays.fill(block, 4, 20, (byte) 0x33);
        Matrix weight = backend.load(new ArraySource(TensorType.Q4_1, 1, 32, block));
        Tensor in = backend.tensor(1, 32);
        float[] x = new float[32];
        for (int i = 0; i < 32; i++) {
            x[i] = i + 1;
        }
        in.write(0, x, 0);
        Tensor out = backend.tensor(1, 1);
        backend.project(in, 1, weight, out);
        QuantizedActivations quantized = new QuantizedActivations(ActivationType.Q8_1, 32);
        quantized.quantize(x, 0);
        int sum = 0;
        for (byte quant : quantized.quants()) {
            sum += quant;
        }
        assertThat(values(out)[0]).isEqualTo((float) (0.5 * quantized.scales()[0] * 3 * sum - quantized.sums()[0]));
    }

    @Test
    void normalizesAndAddsBias() {
        Tensor x = tensor(2, 2, 3, 4, 0, 0);
        backend.rmsNorm(x, 2, tensor(1, 2, 1, 2), 0, x);
        float rms = (float) Math.sqrt(12.5);
        assertThat(values(x)[0]).isCloseTo(3 / rms, within(1e-6f));
        assertThat(values(x)[1]).isCloseTo(8 / rms, within(1e-6f));
        Tensor y = tensor(2, 2, 1, 2, 3, 4);
        backend.addBias(y, 2, tensor(1, 2, 10, 20));
        assertThat(values(y)).containsExactly(11, 22, 13, 24);
    }

    @Test
    void rotatesTheLeadingDimensionsOfEachHead() {
        // A quarter turn for the first pair, none for the second; the fifth dimension stays.
        Tensor rotation = tensor(1, 4, 0, 1, 1, 0);
        Tensor x = tensor(1, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        backend.rotate(x, 1, 2, 5, rotation, RopePairing.INTERLEAVED);
        assertThat(values(x)).containsExactly(-2, 1, 3, 4, 5, -7, 6, 8, 9, 10);
        Tensor y = tensor(1, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        backend.rotate(y, 1, 2, 5, rotation, RopePairing.SPLIT_HALF);
        assertThat(values(y)).containsExactly(-3, 2, 1, 4, 5, -8, 7, 6, 9, 10);
    }

    @Test
    void attendsToWhatItMaySee() {
        AttentionShape shape = new AttentionShape(2, 1, 1, 2, 1, 0, 0);
        KvCache cache = backend.kvCache(new KvCacheShape(1, 1, 1, 2, 4, KvType.F32));
        Tensor out = backend.tensor(2, 4);
        float ln3 = (float) Math.log(3);
        // Both keys ln 3 and 0; the first head asks with 1, so weights 3/4 and 1/4; the second with 0, so halves.
        backend.attention(0, shape, tensor(2, 2, 1, 0, 1, 0), tensor(2, 1, ln3, 0), tensor(2, 2, 1, 2, 5, 6),
                List.of(new SequenceSpan(cache, 0, 2, 0)), out);
        assertThat(values(out)).containsExactly(new float[] {1, 2, 1, 2, 2, 3, 3, 4}, within(1e-6f));
        // A window of one sees only itself.
        AttentionShape windowed = new AttentionShape(2, 1, 1, 2, 1, 1, 0);
        backend.attention(0, windowed, tensor(1, 2, 1, 0), tensor(1, 1, 0), tensor(1, 2, 7, 8),
                List.of(new SequenceSpan(cache, 0, 1, 2)), out);
        assertThat(values(out)).startsWith(7, 8, 7, 8);
    }

    @Test
    void capsScores() {
        AttentionShape shape = new AttentionShape(1, 1, 1, 1, 2, 0, 5);
        KvCache cache = backend.kvCache(new KvCacheShape(1, 1, 1, 1, 2, KvType.F32));
        Tensor out = backend.tensor(2, 1);
        backend.attention(0, shape, tensor(2, 1, 1, 1), tensor(2, 1, 100, 0), tensor(2, 1, 1, 0),
                List.of(new SequenceSpan(cache, 0, 2, 0)), out);
        double weight = 1 / (1 + Math.exp(-5));
        assertThat(values(out)[1]).isCloseTo((float) weight, within(1e-6f));
    }

    @Test
    void attendsToBothSidesWithBiasesAndSinks() {
        AttentionShape shape = new AttentionShape(1, 1, 1, 1, 1, 0, 0);
        KvCache cache = backend.kvCache(new KvCacheShape(1, 1, 1, 1, 3, KvType.F32));
        List<SequenceSpan> whole = List.of(new SequenceSpan(cache, 0, 3, 0));
        Tensor zero = tensor(3, 1, 0, 0, 0);
        Tensor v = tensor(3, 1, 3, 6, 12);
        Tensor out = backend.tensor(3, 1);
        backend.attention(0, shape.withMask(AttentionMask.FULL), zero, zero, v, whole, out);
        assertThat(values(out)).containsExactly(7, 7, 7);
        // A window of two to both sides: one position away.
        backend.attention(0, shape.withMask(AttentionMask.FULL).withWindow(2), zero, zero, v, whole, out);
        assertThat(values(out)).containsExactly(4.5f, 7, 9);
        // Each step away halves the weight.
        backend.attention(0, shape.withSlopes((float) Math.log(2)), zero, zero, v, whole, out);
        assertThat(values(out)).containsExactly(new float[] {3, 5, (12 + 3 + 0.75f) / 1.75f}, within(1e-5f));
        // A sink as likely as one position.
        backend.attention(0, shape.withSinks(0), zero, zero, v, whole, out);
        assertThat(values(out)).containsExactly(1.5f, 3, 5.25f);
    }

    @Test
    void normsGroupsOfColumns() {
        Tensor x = tensor(1, 4, 3, 4, 0, 2);
        Tensor out = backend.tensor(1, 4);
        backend.rmsNorm(x, 1, tensor(1, 2, 1, 2), 0, out);
        float rms = (float) Math.sqrt(12.5);
        assertThat(values(out)).containsExactly(new float[] {3 / rms, 8 / rms, 0, 4 / (float) Math.sqrt(2)}, within(1e-6f));
        backend.layerNorm(x, 1, 2, tensor(1, 4, 1, 2, 3, 4), tensor(1, 4, 0, 0, 10, 10), 0, out);
        assertThat(values(out)).containsExactly(-1, 2, 7, 14);
    }

    @Test
    void gatesScalesAndAdds() {
        Tensor out = tensor(1, 2, 1, 2);
        backend.gate(tensor(1, 2, -1, 3), tensor(1, 2, 5, 2), 1, Activation.RELU, out);
        assertThat(values(out)).containsExactly(0, 6);
        backend.scale(out, 1, 0.5f);
        backend.addScaled(tensor(1, 2, 1, 2), 1, -2, out);
        assertThat(values(out)).containsExactly(-2, -1);
        backend.softcap(out, 1, 2);
        assertThat(values(out)[0]).isCloseTo((float) (2 * Math.tanh(-1)), within(1e-6f));
        backend.clampedGate(tensor(1, 2, 9, 0), tensor(1, 2, -9, 4), 1, 7, 0, out);
        assertThat(values(out)).containsExactly(3.5f * -6, 0);
        Tensor sums = tensor(2, 1, 1, 1);
        backend.scatterAdd(tensor(2, 1, 3, 5), new int[] {1, 1}, new float[] {2, -1}, 2, sums);
        assertThat(values(sums)).containsExactly(1, 2);
    }

    @Test
    void gathersAndEmbeds() {
        Tensor out = backend.tensor(3, 2);
        backend.gather(tensor(3, 2, 1, 2, 3, 4, 5, 6), new int[] {2, 0, 2}, 3, out);
        assertThat(values(out)).containsExactly(5, 6, 1, 2, 5, 6);
        backend.embed(backend.load(floats(2, 2, 1, 2, 3, 4)), new int[] {1, 0}, 2, out);
        assertThat(values(out)).containsExactly(3, 4, 1, 2, 5, 6);
    }

    @Test
    void refusesTypesWithoutMeaningForProducts() {
        assertThatThrownBy(() -> backend.load(new ArraySource(TensorType.I32, 1, 1, new byte[4])))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("I32");
    }

    private Tensor tensor(int rows, int columns, float... values) {
        HeapTensor tensor = new HeapTensor(rows, columns);
        System.arraycopy(values, 0, tensor.values(), 0, values.length);
        return tensor;
    }

    private static float[] values(Tensor tensor) {
        return ((HeapTensor) tensor).values();
    }

    private static MatrixSource floats(int rows, int columns, float... values) {
        byte[] bytes = new byte[values.length * 4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (Float.floatToRawIntBits(values[i / 4]) >> 8 * (i % 4));
        }
        return new ArraySource(TensorType.F32, rows, columns, bytes);
    }

    private static void putHalf(byte[] bytes, int offset, float value) {
        short half = Float.floatToFloat16(value);
        bytes[offset] = (byte) half;
        bytes[offset + 1] = (byte) (half >> 8);
    }

    private record ArraySource(TensorType type, int rows, int columns, byte[] bytes) implements MatrixSource {
        @Override
        public void read(long byteOffset, MemorySegment target) {
            target.copyFrom(MemorySegment.ofArray(bytes).asSlice(byteOffset, target.byteSize()));
        }
    }
}
