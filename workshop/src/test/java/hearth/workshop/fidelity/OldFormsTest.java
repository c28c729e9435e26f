package hearth.workshop.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.Backend;
import hearth.compute.KvType;
import hearth.compute.ScalarBackend;
import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.convert.WeightType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that store the same weights in other forms, as older or other converters do, give the same logits. */
class OldFormsTest {
    @TempDir
    Path folder;

    /** A converted file's tensors as floats, to be taken apart. */
    private record Parts(GgufWriter writer, Map<String, Part> tensors) {
        record Part(List<Long> shape, float[] values) {
            int size(int dimension) {
                return Math.toIntExact(dimension < shape.size() ? shape.get(dimension) : 1);
            }
        }

        static Parts read(Path path) {
            try (GgufFile file = GgufFile.open(path)) {
                Map<String, Part> tensors = new LinkedHashMap<>();
                file.tensors().forEach((name, tensor) -> tensors.put(name, new Part(tensor.shape(), values(file, tensor))));
                return new Parts(new GgufWriter().putAll(file.metadata().values()), tensors);
            }
        }

        private static float[] values(GgufFile file, TensorInfo tensor) {
            float[] values = new float[Math.toIntExact(tensor.elementCount())];
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = arena.allocate(tensor.byteSize(), Long.BYTES);
                file.read(tensor, 0, bytes);
                BlockDecoder.decode(tensor.type(), bytes, 0, values, 0, values.length);
            }
            return values;
        }

        Part take(String name) {
            Part part = tensors.remove(name);
            assertThat(part).as(name).isNotNull();
            return part;
        }

        Path write(Path path) throws IOException {
            tensors.forEach((name, part) -> {
                MemorySegment bytes = Arena.ofAuto().allocate((long) part.values().length * Float.BYTES, Float.BYTES);
                MemorySegment.copy(part.values(), 0, bytes, ValueLayout.JAVA_FLOAT, 0, part.values().length);
                writer.tensor(name, TensorType.F32, part.shape(), bytes);
            });
            writer.write(path);
            return path;
        }
    }

    private void assertSame(Reference reference, Path first, Path second) {
        try (Backend backend = new ScalarBackend();
                TinyRun expected = TinyRun.load(reference, first, backend);
                TinyRun found = TinyRun.load(reference, second, backend)) {
            assertThat(found.together(KvType.F32)).containsExactly(expected.together(KvType.F32));
        }
    }

    @Test
    void eachExpertInTensorsOfItsOwn() throws IOException {
        Reference reference = Reference.of("mixtral");
        Path converted = TinyRun.convert(reference, WeightType.F32, folder.resolve("new.gguf"));
        Parts parts = Parts.read(converted);
        for (int layer = 0; layer < 2; layer++) {
            split(parts, layer, LayerTensor.EXPERT_GATES, LayerTensor.FEED_FORWARD_GATE);
            split(parts, layer, LayerTensor.EXPERT_UPS, LayerTensor.FEED_FORWARD_UP);
            split(parts, layer, LayerTensor.EXPERT_DOWNS, LayerTensor.FEED_FORWARD_DOWN);
        }

        assertSame(reference, converted, parts.write(folder.resolve("old.gguf")));
    }

    private static void split(Parts parts, int layer, LayerTensor all, LayerTensor one) {
        Parts.Part stacked = parts.take(all.weight(layer));
        int size = stacked.size(0) * stacked.size(1);
        for (int expert = 0; expert < stacked.size(2); expert++) {
            float[] values = new float[size];
            System.arraycopy(stacked.values(), expert * size, values, 0, size);
            parts.tensors().put(one.expertWeight(layer, expert), new Parts.Part(stacked.shape().subList(0, 2), values));
        }
    }

    @Test
    void gatesAndUpsOfExpertsInOneTensor() throws IOException {
        Reference reference = Reference.of("qwen3moe");
        Path converted = TinyRun.convert(reference, WeightType.F32, folder.resolve("apart.gguf"));
        Parts parts = Parts.read(converted);
        for (int layer = 0; layer < 2; layer++) {
            Parts.Part gates = parts.take(LayerTensor.EXPERT_GATES.weight(layer));
            Parts.Part ups = parts.take(LayerTensor.EXPERT_UPS.weight(layer));
            int size = gates.size(0) * gates.size(1);
            float[] fused = new float[2 * gates.values().length];
            for (int expert = 0; expert < gates.size(2); expert++) {
                System.arraycopy(gates.values(), expert * size, fused, 2 * expert * size, size);
                System.arraycopy(ups.values(), expert * size, fused, (2 * expert + 1) * size, size);
            }
            List<Long> shape = List.of(gates.shape().get(0), 2 * gates.shape().get(1), gates.shape().get(2));
            parts.tensors().put(LayerTensor.EXPERT_GATES_AND_UPS.weight(layer), new Parts.Part(shape, fused));
        }

        assertSame(reference, converted, parts.write(folder.resolve("fused.gguf")));
    }

    @Test
    void keysAndValuesOfLatentAttentionInOneMatrix() throws IOException {
        Reference reference = Reference.of("deepseek3");
        Path converted = TinyRun.convert(reference, WeightType.F32, folder.resolve("new.gguf"));
        Parts parts = Parts.read(converted);
        for (int layer = 0; layer < 2; layer++) {
            fuseLatent(parts, layer);
        }
        // Sizes of the heads themselves, as those files have them.
        parts.writer()
                .remove("deepseek2." + Attention.LATENT_HEAD_SIZE)
                .remove("deepseek2." + Attention.LATENT_VALUE_HEAD_SIZE)
                .put("deepseek2." + Attention.HEAD_SIZE, 24)
                .put("deepseek2." + Attention.VALUE_HEAD_SIZE, 8)
                .put("deepseek2." + Attention.KV_HEAD_COUNT, 4);

        assertSame(reference, converted, parts.write(folder.resolve("old.gguf")));
    }

    @Test
    void layersThatPredictTokensAheadAreLeftOut() throws IOException {
        Reference reference = Reference.of("deepseek3");
        Path converted = TinyRun.convert(reference, WeightType.F32, folder.resolve("new.gguf"));
        Parts parts = Parts.read(converted);
        Parts.Part norm = parts.tensors().get(LayerTensor.ATTENTION_NORM.weight(1));
        parts.tensors().put(LayerTensor.ATTENTION_NORM.weight(2), norm);
        parts.writer().put("deepseek2." + Model.LAYER_COUNT, 3).put("deepseek2." + Model.PREDICT_LAYER_COUNT, 1);

        assertSame(reference, converted, parts.write(folder.resolve("ahead.gguf")));
    }

    /** For each head its key rows, which are stored turned, then its value rows. */
    private static void fuseLatent(Parts parts, int layer) {
        Parts.Part keys = parts.take(LayerTensor.ATTENTION_KEY_UP.weight(layer));
        Parts.Part values = parts.take(LayerTensor.ATTENTION_VALUE_UP.weight(layer));
        int plain = keys.size(0);
        int latent = keys.size(1);
        int valueSize = values.size(1);
        int heads = keys.size(2);
        float[] fused = new float[heads * (plain + valueSize) * latent];
        for (int head = 0; head < heads; head++) {
            int start = head * (plain + valueSize) * latent;
            for (int i = 0; i < plain * latent; i++) {
                fused[start + i % plain * latent + i / plain] = keys.values()[head * plain * latent + i];
            }
            System.arraycopy(
                    values.values(), head * valueSize * latent, fused, start + plain * latent, valueSize * latent);
        }
        List<Long> shape = List.of((long) latent, (long) heads * (plain + valueSize));
        parts.tensors().put(LayerTensor.ATTENTION_KV_UP.weight(layer), new Parts.Part(shape, fused));
    }
}
