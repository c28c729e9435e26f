package hearth.workshop.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import hearth.format.BlockDecoder;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import hearth.testkit.TinyFolder;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the families do to their tensors, on counted values small enough to check by hand. */
class FamilyTensorsTest {
    @TempDir
    private Path temporary;

    private GgufFile open(TinyFolder tiny) throws IOException {
        return Conversion.open(
                tiny.write(Files.createTempDirectory(temporary, "f")), ConversionOptions.defaults().withType(WeightType.F32));
    }

    private static byte[] bytes(GgufFile file, String name) {
        TensorInfo tensor = file.tensor(name);
        byte[] bytes = new byte[(int) tensor.byteSize()];
        file.read(tensor, 0, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static float[] values(GgufFile file, String name) {
        TensorInfo tensor = file.tensor(name);
        float[] values = new float[(int) tensor.elementCount()];
        BlockDecoder.decode(tensor.type(), MemorySegment.ofArray(bytes(file, name)), 0, values, 0, values.length);
        return values;
    }

    private static TinyFolder decoder(String config, String embedding, int hidden) {
        return new TinyFolder().config(config).counting(embedding, TinyFolder.VOCABULARY_SIZE, hidden);
    }

    @Test
    void gemmaNormsGetOneAdded() throws IOException {
        TinyFolder tiny = decoder("""
                {"architectures":["Gemma3ForCausalLM"],"hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,
                "num_attention_heads":1,"num_key_value_heads":1,"head_dim":4,"sliding_window":512}""", "model.embed_tokens.weight", 4)
                .counting("model.layers.0.self_attn.q_norm.weight", 4)
                .counting("model.layers.0.pre_feedforward_layernorm.weight", 4)
                .counting("lm_head.weight", TinyFolder.VOCABULARY_SIZE, 4);
        try (GgufFile file = open(tiny)) {
            assertThat(values(file, LayerTensor.ATTENTION_QUERY_NORM.weight(0))).containsExactly(2, 3, 4, 5);
            assertThat(values(file, LayerTensor.FEED_FORWARD_NORM.weight(0))).containsExactly(2, 3, 4, 5);
            assertThat(file.findTensor(TensorNames.OUTPUT)).isEmpty();
            assertThat(file.metadata().ofArchitecture().requiredInt(MetadataKeys.Attention.SLIDING_WINDOW)).isEqualTo(512);
        }
    }

    @Test
    void gpt2MatricesAreTurned() throws IOException {
        TinyFolder tiny = decoder("""
                {"architectures":["GPT2LMHeadModel"],"n_embd":2,"n_head":1,"n_layer":1}""", "transformer.wte.weight", 2)
                .counting("transformer.h.0.attn.c_attn.weight", 2, 6)
                .counting("transformer.h.0.attn.c_attn.bias", 6)
                .counting("transformer.h.0.attn.bias", 1, 1, 4, 4);
        try (GgufFile file = open(tiny)) {
            assertThat(file.tensor(LayerTensor.ATTENTION_QKV.weight(0)).shape()).isEqualTo(List.of(2L, 6L));
            assertThat(values(file, LayerTensor.ATTENTION_QKV.weight(0))).containsExactly(1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12);
            assertThat(values(file, LayerTensor.ATTENTION_QKV.bias(0))).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void falconsGroupsComeApart() throws IOException {
        // 4 heads on 2, size 1: groups of q q k v.
        TinyFolder tiny = decoder("""
                {"architectures":["FalconForCausalLM"],"hidden_size":4,"num_attention_heads":4,"num_kv_heads":2,"num_hidden_layers":1,
                "new_decoder_architecture":true,"multi_query":true,"parallel_attn":true,"bias":false,"alibi":false}""",
                        "transformer.word_embeddings.weight", 4)
                .floats("transformer.h.0.self_attention.query_key_value.weight", rowNumbers(8, 4), 8, 4);
        try (GgufFile file = open(tiny)) {
            assertThat(firstColumn(file, LayerTensor.ATTENTION_QKV.weight(0), 4)).containsExactly(0, 1, 4, 5, 2, 6, 3, 7);
        }
    }

    @Test
    void latentKeysAreTurnedAndSplitFromTheValues() throws IOException {
        // 2 heads of 2 key rows and 1 value row over a latent of 3.
        TinyFolder tiny = decoder("""
                {"architectures":["DeepseekV3ForCausalLM"],"hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,
                "num_attention_heads":2,"kv_lora_rank":3,"qk_nope_head_dim":2,"qk_rope_head_dim":2,"v_head_dim":1,"vocab_size":260}""",
                        "model.embed_tokens.weight", 4)
                .counting("model.layers.0.self_attn.kv_b_proj.weight", 6, 3)
                .counting("model.layers.1.self_attn.kv_b_proj.weight", 6, 3);
        try (GgufFile file = open(tiny)) {
            assertThat(file.tensor(LayerTensor.ATTENTION_KEY_UP.weight(0)).shape()).isEqualTo(List.of(2L, 3L, 2L));
            assertThat(values(file, LayerTensor.ATTENTION_KEY_UP.weight(0))).containsExactly(1, 4, 2, 5, 3, 6, 10, 13, 11, 14, 12, 15);
            assertThat(file.tensor(LayerTensor.ATTENTION_VALUE_UP.weight(0)).shape()).isEqualTo(List.of(3L, 1L, 2L));
            assertThat(values(file, LayerTensor.ATTENTION_VALUE_UP.weight(0))).containsExactly(7, 8, 9, 16, 17, 18);
            assertThat(file.findTensor(LayerTensor.ATTENTION_KEY_UP.weight(1))).as("a layer of prediction").isEmpty();
            assertThat(file.metadata().ofArchitecture().requiredInt(MetadataKeys.Attention.HEAD_SIZE)).isEqualTo(5);
            assertThat(file.metadata().ofArchitecture().requiredInt(MetadataKeys.Experts.GATING_FUNCTION)).isEqualTo(2);
        }
    }

    @Test
    void expertsAreStackedByTheirNumber() throws IOException {
        TinyFolder tiny = decoder(MIXTRAL, "model.embed_tokens.weight", 2)
                .floats("model.layers.0.block_sparse_moe.experts.1.w1.weight", new float[] {5, 6, 7, 8}, 2, 2)
                .floats("model.layers.0.block_sparse_moe.experts.0.w1.weight", new float[] {1, 2, 3, 4}, 2, 2);
        try (GgufFile file = open(tiny)) {
            assertThat(file.tensor(LayerTensor.EXPERT_GATES.weight(0)).shape()).isEqualTo(List.of(2L, 2L, 2L));
            assertThat(values(file, LayerTensor.EXPERT_GATES.weight(0))).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        }
        tiny.without("model.layers.0.block_sparse_moe.experts.0.w1.weight");
        assertThatThrownBy(() -> open(tiny)).isInstanceOf(InvalidModelException.class).hasMessageContaining("number 0 is missing");
    }

    private static final String MIXTRAL = """
            {"architectures":["MixtralForCausalLM"],"hidden_size":2,"intermediate_size":2,"num_hidden_layers":1,
            "num_attention_heads":1,"num_local_experts":2,"num_experts_per_tok":1,"vocab_size":260}""";

    @Test
    void expertsInOneTensorAreCutInHalves() throws IOException {
        TinyFolder tiny = decoder(MIXTRAL, "model.embed_tokens.weight", 2)
                .counting("model.layers.0.mlp.experts.gate_up_proj", 2, 4, 2);
        try (GgufFile file = open(tiny)) {
            assertThat(values(file, LayerTensor.EXPERT_GATES.weight(0))).containsExactly(1, 2, 3, 4, 9, 10, 11, 12);
            assertThat(values(file, LayerTensor.EXPERT_UPS.weight(0))).containsExactly(5, 6, 7, 8, 13, 14, 15, 16);
        }
    }

    private static final String GPT_OSS = """
            {"architectures":["GptOssForCausalLM"],"hidden_size":32,"intermediate_size":2,"num_hidden_layers":1,
            "num_attention_heads":1,"num_key_value_heads":1,"head_dim":32,"num_local_experts":1,"num_experts_per_tok":1%s}""";

    @Test
    void gateAndUpOfGptOssAlternate() throws IOException {
        TinyFolder tiny = decoder(GPT_OSS.formatted(""), "model.embed_tokens.weight", 32)
                .counting("model.layers.0.mlp.experts.gate_up_proj", 1, 2, 4)
                .counting("model.layers.0.mlp.experts.gate_up_proj_bias", 1, 4)
                .counting("model.layers.0.self_attn.sinks", 1);
        try (GgufFile file = open(tiny)) {
            // Stored (inputs, outputs): outputs 0 and 2 are gates.
            assertThat(values(file, LayerTensor.EXPERT_GATES.weight(0))).containsExactly(1, 5, 3, 7);
            assertThat(values(file, LayerTensor.EXPERT_UPS.weight(0))).containsExactly(2, 6, 4, 8);
            assertThat(values(file, LayerTensor.EXPERT_GATES.bias(0))).containsExactly(1, 3);
            assertThat(values(file, LayerTensor.EXPERT_UPS.bias(0))).containsExactly(2, 4);
            assertThat(values(file, LayerTensor.ATTENTION_SINKS.weight(0))).containsExactly(1);
        }
    }

    @Test
    void packedExpertsKeepTheirCodes() throws IOException {
        // 1 expert, 4 rows, 1 block; the codes of row r are (element + r) mod 16.
        byte[] codes = new byte[4 * 16];
        for (int row = 0; row < 4; row++) {
            for (int i = 0; i < 16; i++) {
                codes[row * 16 + i] = (byte) ((2 * i + row) % 16 | (2 * i + 1 + row) % 16 << 4);
            }
        }
        TinyFolder tiny = decoder(GPT_OSS.formatted(",\"quantization_config\":{\"quant_method\":\"mxfp4\"}"),
                        "model.embed_tokens.weight", 32)
                .tensor("model.layers.0.mlp.experts.gate_up_proj_blocks", "U8", codes, 1, 4, 1, 16)
                .tensor("model.layers.0.mlp.experts.gate_up_proj_scales", "U8", new byte[] {120, 121, 122, 123}, 1, 4, 1);
        try (GgufFile file = open(tiny)) {
            assertThat(file.tensor(LayerTensor.EXPERT_UPS.weight(0)).type()).isEqualTo(TensorType.MXFP4);
            assertThat(file.tensor(LayerTensor.EXPERT_UPS.weight(0)).shape()).isEqualTo(List.of(32L, 2L, 1L));
            byte[] ups = bytes(file, LayerTensor.EXPERT_UPS.weight(0));
            for (int row = 0; row < 2; row++) {
                int source = 2 * row + 1;
                assertThat(ups[row * 17]).isEqualTo((byte) (120 + source));
                for (int i = 0; i < 16; i++) {
                    int low = (i + source) % 16;
                    assertThat(ups[row * 17 + 1 + i]).isEqualTo((byte) (low | (i + 16 + source) % 16 << 4));
                }
            }
            assertThat(file.metadata().requiredInt(MetadataKeys.General.FILE_TYPE)).isEqualTo(38);
        }
        tiny.without("model.layers.0.mlp.experts.gate_up_proj_scales");
        assertThatThrownBy(() -> open(tiny)).hasMessageContaining("is here without");
    }

    @Test
    void eightBitBlocksGetTheirFactors() throws IOException {
        // 1, 2, -3.5 and the smallest number of the format, in blocks of 1 x 2.
        TinyFolder tiny = decoder("""
                {"architectures":["Qwen3ForCausalLM"],"hidden_size":2,"intermediate_size":2,"num_hidden_layers":1,
                "num_attention_heads":1,"quantization_config":{"quant_method":"fp8","weight_block_size":[1,2]}}""",
                        "model.embed_tokens.weight", 2)
                .tensor("model.layers.0.mlp.up_proj.weight", "F8_E4M3", new byte[] {0x38, 0x40, (byte) 0xc6, 0x01}, 2, 2)
                .floats("model.layers.0.mlp.up_proj.weight_scale_inv", new float[] {10, 512}, 2, 1);
        try (GgufFile file = open(tiny)) {
            assertThat(values(file, LayerTensor.FEED_FORWARD_UP.weight(0))).containsExactly(10, 20, -3.5f * 512, 1);
        }
        tiny.without("model.layers.0.mlp.up_proj.weight_scale_inv");
        assertThatThrownBy(() -> open(tiny)).hasMessageContaining("has type F8_E4M3 but no factors");
    }

    @Test
    void stableLmsHeadNormsAreStacked() throws IOException {
        TinyFolder tiny = decoder("""
                {"architectures":["StableLmForCausalLM"],"hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,
                "num_attention_heads":2,"vocab_size":260}""", "model.embed_tokens.weight", 4)
                .floats("model.layers.0.self_attn.q_layernorm.norms.0.weight", new float[] {1, 2}, 2)
                .floats("model.layers.0.self_attn.q_layernorm.norms.1.weight", new float[] {3, 4}, 2);
        try (GgufFile file = open(tiny)) {
            assertThat(file.tensor(LayerTensor.ATTENTION_QUERY_NORM.weight(0)).shape()).isEqualTo(List.of(2L, 2L));
            assertThat(values(file, LayerTensor.ATTENTION_QUERY_NORM.weight(0))).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void ropeFactorsBecomeTensors() throws IOException {
        TinyFolder llama = TinyFolder.llama().config("""
                {"architectures":["LlamaForCausalLM"],"hidden_size":32,"intermediate_size":64,"num_hidden_layers":2,
                "num_attention_heads":4,"num_key_value_heads":2,"vocab_size":260,"rope_theta":10000.0,
                "rope_scaling":{"rope_type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":4,
                "original_max_position_embeddings":128}}""");
        try (GgufFile file = open(llama)) {
            // Wavelengths 6.28, 62.8, 628, 6283 against 32 and 128.
            float[] factors = values(file, TensorNames.ROPE_FREQUENCIES);
            assertThat(factors[0]).isEqualTo(1);
            assertThat(factors[1]).isCloseTo(2.3391f, offset(0.001f));
            assertThat(factors[2]).isEqualTo(8);
            assertThat(factors[3]).isEqualTo(8);
        }
        TinyFolder phi = decoder("""
                {"architectures":["Phi3ForCausalLM"],"hidden_size":8,"intermediate_size":8,"num_hidden_layers":1,
                "num_attention_heads":2,"num_key_value_heads":2,"max_position_embeddings":1024,"original_max_position_embeddings":16,
                "rope_scaling":{"type":"longrope","long_factor":[1,2],"short_factor":[3,4]}}""", "model.embed_tokens.weight", 8);
        try (GgufFile file = open(phi)) {
            assertThat(values(file, TensorNames.ROPE_FACTORS_LONG)).containsExactly(1, 2);
            assertThat(values(file, TensorNames.ROPE_FACTORS_SHORT)).containsExactly(3, 4);
            assertThat(file.metadata().ofArchitecture().requiredFloat(MetadataKeys.Rope.SCALING_ATTENTION_FACTOR))
                    .isEqualTo((float) Math.sqrt(1 + Math.log(64) / Math.log(16)));
        }
    }

    @Test
    void scalingsThatAnArchitectureHasNotAreRefused() {
        for (String scaling : List.of(
                "{\"rope_type\":\"llama3\",\"factor\":8}",
                "{\"type\":\"longrope\",\"long_factor\":[1],\"short_factor\":[1]}",
                "{\"type\":\"su\",\"factor\":2}")) {
            TinyFolder tiny = decoder("""
                    {"architectures":["Qwen2ForCausalLM"],"hidden_size":2,"intermediate_size":2,"num_hidden_layers":1,
                    "num_attention_heads":1,"rope_scaling":%s}""".formatted(scaling), "model.embed_tokens.weight", 2);
            assertThatThrownBy(() -> open(tiny)).isInstanceOf(InvalidModelException.class).hasMessageContaining("rope_type");
        }
    }

    /** Up to the trained context, where a model's context ends here, there is nothing to stretch. */
    @Test
    void aDynamicStretchIsNoScalingUpToTheTrainedContext() throws IOException {
        TinyFolder tiny = decoder("""
                {"architectures":["Qwen2ForCausalLM"],"hidden_size":2,"intermediate_size":2,"num_hidden_layers":1,
                "num_attention_heads":1,"max_position_embeddings":64,"rope_theta":5000,"rope_scaling":{"type":"dynamic","factor":2}}""",
                "model.embed_tokens.weight", 2);
        Path folder = tiny.write(Files.createTempDirectory(temporary, "f"));
        Conversion conversion = Conversion.plan(HuggingFaceFolder.open(folder), ConversionOptions.defaults());
        assertThat(conversion.notes()).anyMatch(note -> note.contains("dynamic NTK"));
        try (GgufFile file = open(tiny)) {
            assertThat(file.metadata().ofArchitecture().find(MetadataKeys.Rope.SCALING_TYPE)).isEmpty();
            assertThat(file.metadata().ofArchitecture().requiredFloat(MetadataKeys.Rope.THETA)).isEqualTo(5000);
            assertThat(file.metadata().ofArchitecture().requiredInt(MetadataKeys.Model.TRAINED_CONTEXT_LENGTH)).isEqualTo(64);
        }
    }

    @Test
    void jinasGatedLayersStayTogether() throws IOException {
        TinyFolder tiny = decoder("""
                {"architectures":["JinaBertModel"],"hidden_size":2,"intermediate_size":2,"num_hidden_layers":1,
                "num_attention_heads":1,"position_embedding_type":"alibi","feed_forward_type":"geglu"}""",
                        "embeddings.word_embeddings.weight", 2)
                .counting("embeddings.token_type_embeddings.weight", 2, 2)
                .counting("encoder.layer.0.attention.self.query.weight", 2, 2)
                .counting("encoder.layer.0.mlp.gated_layers.weight", 4, 2)
                .counting("encoder.layer.0.mlp.wo.bias", 2)
                .counting("encoder.layer.0.mlp.layernorm.weight", 2);
        try (GgufFile file = open(tiny)) {
            assertThat(file.metadata().architecture()).isEqualTo("jina-bert-v2");
            assertThat(file.tensor(LayerTensor.FEED_FORWARD_UP.weight(0)).shape()).isEqualTo(List.of(2L, 4L));
            assertThat(file.tensors()).containsKeys(
                    TensorNames.SEGMENT_EMBEDDING,
                    LayerTensor.ATTENTION_QUERY.weight(0),
                    LayerTensor.FEED_FORWARD_DOWN.bias(0),
                    LayerTensor.LAYER_OUTPUT_NORM.weight(0));
        }
    }

    @Test
    void robertasPaddingPositionsAreCutOff() throws IOException {
        TinyFolder tiny = decoder("""
                {"architectures":["RobertaModel"],"hidden_size":2,"intermediate_size":2,"num_hidden_layers":1,
                "num_attention_heads":1,"max_position_embeddings":5,"pad_token_id":1,"type_vocab_size":1}""",
                        "roberta.embeddings.word_embeddings.weight", 2)
                .counting("roberta.embeddings.position_embeddings.weight", 5, 2)
                .counting("roberta.embeddings.LayerNorm.gamma", 2)
                .counting("roberta.embeddings.LayerNorm.beta", 2);
        try (GgufFile file = open(tiny)) {
            assertThat(values(file, TensorNames.POSITION_EMBEDDING)).containsExactly(5, 6, 7, 8, 9, 10);
            assertThat(values(file, TensorNames.TOKEN_EMBEDDING_NORM_BIAS)).containsExactly(1, 2);
            assertThat(file.metadata().ofArchitecture().requiredInt(MetadataKeys.Model.TRAINED_CONTEXT_LENGTH)).isEqualTo(3);
        }
    }

    @Test
    void layerPatternsThatGgufCannotSayAreRefused() {
        TinyFolder tiny = decoder("""
                {"architectures":["Gemma2ForCausalLM"],"hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,
                "num_attention_heads":1,"head_dim":4,"layer_types":["full_attention"]}""", "model.embed_tokens.weight", 4);
        assertThatThrownBy(() -> open(tiny)).isInstanceOf(InvalidModelException.class).hasMessageContaining("layer_types");
    }

    private static float[] rowNumbers(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / columns;
        }
        return values;
    }

    private static float[] firstColumn(GgufFile file, String name, int columns) {
        float[] all = values(file, name);
        float[] picked = new float[all.length / columns];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = all[i * columns];
        }
        return picked;
    }
}
