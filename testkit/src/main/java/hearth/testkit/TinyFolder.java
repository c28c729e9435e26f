package hearth.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Writes a model folder as Hugging Face's libraries do: {@code config.json}, a byte-level {@code tokenizer.json} of 260 tokens,
 * and {@code model.safetensors} with F32 tensors. Values count up from 1 in each tensor unless they are given.
 */
public final class TinyFolder {
    /** Tokens of the tokenizer: bytes, two longer ones, two marks. */
    public static final int VOCABULARY_SIZE = 260;

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private String config = "{}";

    private record Tensor(String type, long[] shape, byte[] bytes) {}

    /** Starts without tensors. */
    public TinyFolder() {}

    /** A small random Llama that can run: 2 layers of 32, 4 heads on 2. */
    public static TinyFolder llama() {
        TinyFolder folder = new TinyFolder().config("""
                {"architectures":["LlamaForCausalLM"],"hidden_act":"silu","hidden_size":32,"intermediate_size":64,\
                "num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,"max_position_embeddings":256,\
                "rms_norm_eps":1e-05,"rope_theta":10000.0,"vocab_size":260,"tie_word_embeddings":false}""");
        Random random = new Random(5);
        folder.random(random, "model.embed_tokens.weight", VOCABULARY_SIZE, 32);
        for (int layer = 0; layer < 2; layer++) {
            String name = "model.layers." + layer + ".";
            folder.random(random, name + "input_layernorm.weight", 32)
                    .random(random, name + "self_attn.q_proj.weight", 32, 32)
                    .random(random, name + "self_attn.k_proj.weight", 16, 32)
                    .random(random, name + "self_attn.v_proj.weight", 16, 32)
                    .random(random, name + "self_attn.o_proj.weight", 32, 32)
                    .random(random, name + "post_attention_layernorm.weight", 32)
                    .random(random, name + "mlp.gate_proj.weight", 64, 32)
                    .random(random, name + "mlp.up_proj.weight", 64, 32)
                    .random(random, name + "mlp.down_proj.weight", 32, 64);
        }
        return folder.random(random, "model.norm.weight", 32).random(random, "lm_head.weight", VOCABULARY_SIZE, 32);
    }

    /** The text of {@code config.json}. */
    public TinyFolder config(String json) {
        config = json;
        return this;
    }

    /** A tensor whose values are 1, 2, 3 and so on. */
    public TinyFolder counting(String name, long... shape) {
        float[] values = new float[Math.toIntExact(LongStream.of(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
        }
        return floats(name, values, shape);
    }

    private TinyFolder random(Random random, String name, long... shape) {
        float[] values = new float[Math.toIntExact(LongStream.of(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.3f;
        }
        return floats(name, values, shape);
    }

    public TinyFolder floats(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return tensor(name, "F32", bytes.array(), shape);
    }

    /** A tensor of any type; a second one of the same name replaces the first. */
    public TinyFolder tensor(String name, String type, byte[] bytes, long... shape) {
        tensors.put(name, new Tensor(type, shape, bytes));
        return this;
    }

    public TinyFolder without(String name) {
        tensors.remove(name);
        return this;
    }

    /** Writes all files to a folder, which is made if it is not there. */
    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), config);
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer());
        Files.write(folder.resolve("model.safetensors"), weights());
        return folder;
    }

    /** The bytes of {@code model.safetensors}. */
    public byte[] weights() {
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        int offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            int end = offset + tensor.bytes.length;
            String shape = LongStream.of(tensor.shape).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
            header.append(",\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(entry.getKey(), tensor.type, shape, offset, end));
            offset = end;
        }
        byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(8 + text.length + offset).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(text.length).put(text);
        tensors.values().forEach(tensor -> out.put(tensor.bytes));
        return out.array();
    }

    /** Byte-level pairs: each byte by the alphabet of GPT-2, then "th" and "the", then two marks. */
    private static String tokenizer() {
        StringBuilder entries = new StringBuilder();
        for (int value = 0; value < 256; value++) {
            String letter = String.valueOf((char) letter(value)).replace("\\", "\\\\").replace("\"", "\\\"");
            entries.append('"').append(letter).append("\":").append(value).append(',');
        }
        String marks = IntStream.of(258, 259)
                .mapToObj(id -> "{\"id\":%d,\"content\":\"<|mark%d|>\",\"special\":true,\"normalized\":false,\"lstrip\":false,"
                        .formatted(id, id) + "\"rstrip\":false,\"single_word\":false}")
                .collect(Collectors.joining(","));
        return """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[%s],"normalizer":null,
                "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
                "post_processor":null,"decoder":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
                "model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,"end_of_word_suffix":null,
                "fuse_unk":false,"byte_fallback":false,"ignore_merges":false,
                "vocab":{%s"th":256,"the":257},"merges":["t h","th e"]}}
                """.formatted(marks, entries);
    }

    /** Printable bytes stand for themselves, the others for letters from U+0100 on. */
    private static int letter(int value) {
        if (isPrintable(value)) {
            return value;
        }
        return 0x100 + (int) IntStream.range(0, value).filter(other -> !isPrintable(other)).count();
    }

    private static boolean isPrintable(int value) {
        return value >= 0x21 && value <= 0x7e || value >= 0xa1 && value <= 0xac || value >= 0xae;
    }
}
