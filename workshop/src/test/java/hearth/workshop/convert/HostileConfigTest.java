package hearth.workshop.convert;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.format.InvalidModelException;
import hearth.json.Json;
import hearth.testkit.TinyFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key of a {@code config.json} gets every kind of nonsense: a conversion is planned or refused, never broken. */
class HostileConfigTest {
    private static final List<Object> NONSENSE = new ArrayList<>(Arrays.asList(
            0L, 1L, -1L, 3L, 2_147_483_647L, 9_223_372_036_854_775_807L, 0.5, 1e300, -1e300, "x", true, null, List.of(), List.of(1L, "a"),
            Map.of(), Map.of("rope_type", "yarn"), Map.of("rope_type", "llama3", "factor", 0.0), Map.of("type", "longrope")));

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {
        "LlamaForCausalLM", "Qwen3MoeForCausalLM", "Gemma2ForCausalLM", "Gemma3ForCausalLM", "PhiForCausalLM", "Phi3ForCausalLM",
        "DeepseekV3ForCausalLM", "GptOssForCausalLM", "Olmo3ForCausalLM", "SmolLM3ForCausalLM", "GraniteMoeForCausalLM",
        "Cohere2ForCausalLM", "StableLmForCausalLM", "FalconForCausalLM", "GPT2LMHeadModel", "Starcoder2ForCausalLM", "BertModel",
        "RobertaModel", "NomicBertModel", "JinaBertModel", "Qwen3ForSequenceClassification", "GPTNeoXForCausalLM", "BloomForCausalLM",
        "MptForCausalLM", "GPTBigCodeForCausalLM", "NemotronForCausalLM", "ArceeForCausalLM", "OlmoForCausalLM", "OlmoeForCausalLM",
        "SeedOssForCausalLM", "Ernie4_5ForCausalLM", "Glm4ForCausalLM", "ExaoneForCausalLM", "Exaone4ForCausalLM", "InternLM2ForCausalLM",
        "MiniCPMForCausalLM", "QWenLMHeadModel", "ModernBertModel", "DistilBertModel", "BertForSequenceClassification"
    })
    void nonsenseIsATypedError(String architecture) throws IOException {
        Map<String, Object> good = new LinkedHashMap<>();
        good.put("architectures", List.of(architecture));
        for (String key : List.of("hidden_size", "n_embd", "intermediate_size", "num_hidden_layers", "n_layer", "num_attention_heads",
                "n_head", "num_key_value_heads", "num_kv_heads", "vocab_size", "head_dim", "max_position_embeddings", "n_positions",
                "original_max_position_embeddings", "num_experts", "n_routed_experts", "kv_lora_rank", "qk_nope_head_dim",
                "qk_rope_head_dim", "v_head_dim", "sliding_window", "pad_token_id", "moe_intermediate_size")) {
            good.put(key, 4L);
        }
        good.putAll(Map.of("rms_norm_eps", 1e-5, "rope_theta", 10_000.0, "partial_rotary_factor", 0.5));
        for (String key : List.of("rope_scaling", "rope_parameters", "layer_types", "quantization_config", "quantization", "text_config",
                "hidden_act",
                "query_pre_attn_scalar", "logit_scale", "no_rope_layers", "multi_query", "tie_word_embeddings", "id2label")) {
            good.put(key, null);
        }
        Path folder = TinyFolder.llama().write(temporary.resolve("model"));
        int refused = 0;
        for (String key : good.keySet()) {
            for (Object value : NONSENSE) {
                Map<String, Object> bad = new LinkedHashMap<>(good);
                bad.put(key, value);
                Files.writeString(folder.resolve("config.json"), Json.write(bad));
                try {
                    Conversion.open(folder, ConversionOptions.defaults()).close();
                } catch (InvalidModelException e) {
                    assertThat(e.getMessage()).isNotBlank();
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(good.size());
    }
}
