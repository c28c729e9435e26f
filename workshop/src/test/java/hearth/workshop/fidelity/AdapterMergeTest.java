package hearth.workshop.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.compute.KvType;
import hearth.engine.adapter.AdapterOptions;
import hearth.engine.adapter.Adapters;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Adapter;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import hearth.workshop.adapter.AdapterMerge;
import hearth.workshop.convert.ConversionListener;
import hearth.workshop.convert.WeightType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A model run with an adapter of every one of its matrices gives what the model does with that adapter merged into its weights: for
 * every family, so for fused matrices, stacks of experts and heads, tied embeddings and position tables.
 */
class AdapterMergeTest {
    private static final int RANK = 3;

    @TempDir
    private Path folder;

    static Stream<String> families() {
        return Reference.families().stream();
    }

    @ParameterizedTest
    @MethodSource("families")
    void runEqualsMerged(String family) throws IOException {
        Reference reference = Reference.of(family);
        Path base = TinyRun.convert(reference, WeightType.F32, folder.resolve("base.gguf"));
        List<AdapterOptions> adapters = List.of(
                AdapterOptions.of(adapter(base, folder.resolve("a.gguf"), 1)).withScale(0.5f),
                AdapterOptions.of(adapter(base, folder.resolve("b.gguf"), 2)).withScale(-0.25f));
        Path merged = merge(base, adapters, folder.resolve("merged.gguf"));
        try (Backend backend = BackendProvider.installed().getFirst().open(new BackendOptions(1));
                TinyRun adapted = TinyRun.load(reference, base, backend, adapters);
                TinyRun wanted = TinyRun.load(reference, merged, backend)) {
            float[] together = adapted.together(KvType.F32);
            float[] expected = wanted.together(KvType.F32);
            assertThat(Reference.error(together, expected)).isLessThan(adapted.fourBits() ? 1e-3 : 1e-9);
            assertThat(Reference.error(reference.outputs(), expected)).as("what the adapters change").isGreaterThan(1e-4);
            if (!reference.encoder()) {
                assertThat(adapted.oneByOne(KvType.F32)).as("token by token").containsExactly(together);
            }
        }
    }

    @Test
    void sixteenBitWeightsStayWhatTheyAre() throws IOException {
        for (WeightType type : List.of(WeightType.F16, WeightType.BF16)) {
            Path base = TinyRun.convert(Reference.of("phi3"), type, folder.resolve("base.gguf"));
            Path merged = merge(base, List.of(AdapterOptions.of(adapter(base, folder.resolve("a.gguf"), 1))), folder.resolve("merged.gguf"));
            try (GgufFile before = GgufFile.open(base); GgufFile after = GgufFile.open(merged)) {
                assertThat(after.metadata().values()).containsAllEntriesOf(before.metadata().values());
                assertThat(after.tensors().values()).extracting(TensorInfo::type)
                        .containsExactlyElementsOf(before.tensors().values().stream().map(TensorInfo::type).toList());
            }
        }
    }

    @Test
    void quantizedWeightsAreRefused() throws IOException {
        Path base = TinyRun.convert(Reference.of("llama"), WeightType.Q8_0, folder.resolve("base.gguf"));
        List<AdapterOptions> adapters = List.of(AdapterOptions.of(adapter(base, folder.resolve("a.gguf"), 1)));
        assertThatThrownBy(() -> merge(base, adapters, folder.resolve("merged.gguf")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("is Q8_0: only F32, F16 and BF16 weights can be merged");
        assertThat(folder.resolve("merged.gguf")).doesNotExist();
    }

    private static Path merge(Path base, List<AdapterOptions> options, Path target) throws IOException {
        try (GgufFile model = GgufFile.open(base); Adapters adapters = Adapters.open(options, model)) {
            new AdapterMerge(model, adapters).write(target, ConversionListener.NONE);
        }
        return target;
    }

    /** Random pairs for all matrices of a model; those in four bits are left alone. */
    private static Path adapter(Path base, Path target, long seed) throws IOException {
        try (GgufFile model = GgufFile.open(base)) {
            GgufWriter writer = new GgufWriter()
                    .put(General.ARCHITECTURE, model.metadata().architecture())
                    .put(General.TYPE, "adapter")
                    .put(Adapter.TYPE, "lora")
                    .put(Adapter.LORA_ALPHA, 2f * RANK);
            for (TensorInfo tensor : model.tensors().values()) {
                if (isMatrix(tensor)) {
                    add(writer, tensor, new SplittableRandom(seed + tensor.name().hashCode()));
                }
            }
            writer.write(target);
        }
        return target;
    }

    private static boolean isMatrix(TensorInfo tensor) {
        return tensor.shape().size() > 1
                && tensor.name().endsWith(".weight")
                && !tensor.name().contains("norm")
                && !tensor.name().equals(TensorNames.SEGMENT_EMBEDDING)
                && !tensor.name().equals(LayerTensor.ATTENTION_RELATIVE_BIAS.weight(0))
                && tensor.type() != TensorType.MXFP4;
    }

    private static void add(GgufWriter writer, TensorInfo tensor, SplittableRandom random) {
        boolean table = tensor.name().equals(TensorNames.TOKEN_EMBEDDING);
        List<Long> first = new ArrayList<>(table ? List.of((long) RANK, tensor.rows()) : List.of(tensor.columns(), (long) RANK));
        List<Long> second = new ArrayList<>(List.of((long) RANK, table ? tensor.columns() : tensor.size(1)));
        if (tensor.shape().size() == 3) {
            first.add(tensor.size(2));
            second.add(tensor.size(2));
        }
        add(writer, tensor.name() + ".lora_a", first, 1 / Math.sqrt(first.getFirst()), random);
        add(writer, tensor.name() + ".lora_b", second, 0.2, random);
    }

    private static void add(GgufWriter writer, String name, List<Long> shape, double size, SplittableRandom random) {
        int count = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putFloat((float) (size * random.nextGaussian()));
        }
        writer.tensor(name, TensorType.F32, shape, MemorySegment.ofArray(bytes.array()));
    }
}
