package hearth.workshop.export;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorInfo;
import hearth.testkit.TinyFolder;
import hearth.workshop.awq.AwqOptions;
import hearth.workshop.calibrate.CalibrationOptions;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import hearth.workshop.export.ExportOptions.Rounding;
import hearth.workshop.gptq.GptqOptions;
import hearth.workshop.quantize.QuantizationListener;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A checkpoint that is written here is read here: close to the weights it was made of, and kept as the type of GGUF that fits. */
class ExportReadBackTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "GPTQ, 4, 32, true, Q4_0, 0.02", "GPTQ, 4, 32, false, Q5_0, 0.02", "GPTQ, 8, 32, true, Q8_0, 1e-4",
        "GPTQ, 2, 32, false, Q4_0, 0.4", "AWQ, 4, 32, false, Q5_0, 0.02", "AWQ, 4, 32, true, Q4_0, 0.02"
    })
    void isCloseToItsSource(CheckpointLayout layout, int bits, int group, boolean symmetric, TensorType kept, double limit) throws IOException {
        Path source = llama().write(folder.resolve("tiny"));
        Path out = folder.resolve("out");
        ExportOptions options = new ExportOptions(layout, layout.format(bits, group, symmetric), Rounding.PLAIN,
                CalibrationOptions.of("unused").withThreads(1), "text", GptqOptions.defaults(), AwqOptions.defaults());
        new CheckpointExport(source, options, QuantizationListener.NONE).write(out);
        try (GgufFile before = open(source, WeightType.F32); GgufFile after = open(out, WeightType.F32); GgufFile same = open(out, WeightType.KEEP)) {
            assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
            for (String name : before.tensors().keySet()) {
                float[] wanted = values(before, name);
                float[] found = values(after, name);
                assertThat(error(found, wanted)).as(name).isLessThan(name.startsWith("blk.") && !name.contains("norm") ? limit : 1e-12);
                assertThat(values(same, name)).as(name).containsExactly(found);
            }
            assertThat(same.tensor(LayerTensor.ATTENTION_QUERY.weight(0)).type()).isEqualTo(kept);
        }
    }

    /** All sizes multiples of 32, as both layouts want them. */
    private static TinyFolder llama() {
        TinyFolder tiny = new TinyFolder().config("""
                {"architectures":["LlamaForCausalLM"],"hidden_act":"silu","hidden_size":64,"intermediate_size":96,"num_hidden_layers":1,\
                "num_attention_heads":4,"num_key_value_heads":2,"vocab_size":260,"tie_word_embeddings":true}""");
        String layer = "model.layers.0.";
        Map<String, long[]> shapes = Map.of(
                "model.embed_tokens.weight", new long[] {TinyFolder.VOCABULARY_SIZE, 64}, "model.norm.weight", new long[] {64},
                layer + "input_layernorm.weight", new long[] {64}, layer + "post_attention_layernorm.weight", new long[] {64},
                layer + "self_attn.q_proj.weight", new long[] {64, 64}, layer + "self_attn.k_proj.weight", new long[] {32, 64},
                layer + "self_attn.v_proj.weight", new long[] {32, 64}, layer + "self_attn.o_proj.weight", new long[] {64, 64},
                layer + "mlp.gate_proj.weight", new long[] {96, 64}, layer + "mlp.down_proj.weight", new long[] {64, 96});
        Random random = new Random(3);
        new TreeMap<>(shapes).forEach((name, shape) -> random(tiny, random, name, shape));
        random(tiny, random, layer + "mlp.up_proj.weight", 96, 64);
        return tiny;
    }

    private static void random(TinyFolder tiny, Random random, String name, long... shape) {
        float[] values = new float[(int) LongStream.of(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.2f;
        }
        tiny.floats(name, values, shape);
    }

    private static GgufFile open(Path folder, WeightType type) {
        return Conversion.open(folder, ConversionOptions.defaults().withType(type));
    }

    private static float[] values(GgufFile file, String name) {
        TensorInfo tensor = file.tensor(name);
        byte[] bytes = new byte[(int) tensor.byteSize()];
        file.read(tensor, 0, MemorySegment.ofArray(bytes));
        float[] values = new float[(int) tensor.elementCount()];
        BlockDecoder.decode(tensor.type(), MemorySegment.ofArray(bytes), 0, values, 0, values.length);
        return values;
    }

    private static double error(float[] found, float[] wanted) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < wanted.length; i++) {
            error += ((double) found[i] - wanted[i]) * ((double) found[i] - wanted[i]);
            size += (double) wanted[i] * wanted[i];
        }
        return error / size;
    }
}
