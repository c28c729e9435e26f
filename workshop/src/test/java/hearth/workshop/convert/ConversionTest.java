package hearth.workshop.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.BlockDecoder;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufMetadata;
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
import java.util.Base64;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConversionTest {
    @TempDir
    private Path temporary;

    private static Conversion plan(HuggingFaceFolder folder, WeightType type) {
        return Conversion.plan(folder, ConversionOptions.defaults().withType(type));
    }

    private static float[] values(GgufFile file, String name) {
        TensorInfo tensor = file.tensor(name);
        byte[] bytes = new byte[(int) tensor.byteSize()];
        file.read(tensor, 0, MemorySegment.ofArray(bytes));
        float[] values = new float[(int) tensor.elementCount()];
        BlockDecoder.decode(tensor.type(), MemorySegment.ofArray(bytes), 0, values, 0, values.length);
        return values;
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "Q8_0"})
    void theWrittenFileAndTheVirtualOneAreEqual(WeightType type) throws IOException {
        Path source = TinyFolder.llama().write(temporary.resolve("llama"));
        Path target = temporary.resolve("out.gguf");
        try (HuggingFaceFolder folder = HuggingFaceFolder.open(source)) {
            Conversion conversion = plan(folder, type);
            long[] last = {0, 0};
            conversion.write(target, (bytes, total) -> {
                assertThat(bytes).isGreaterThan(last[0]);
                last[0] = bytes;
                last[1] = total;
            });
            assertThat(last[0]).isEqualTo(last[1]);
            assertThat(Files.size(target)).isEqualTo(conversion.byteSize());
        }
        try (GgufFile written = GgufFile.open(target);
                GgufFile virtual = Conversion.open(source, ConversionOptions.defaults().withType(type))) {
            assertThat(virtual.metadata().values()).isEqualTo(written.metadata().values());
            assertThat(virtual.tensors()).isEqualTo(written.tensors());
            for (TensorInfo tensor : written.tensors().values()) {
                byte[] expected = new byte[(int) tensor.byteSize()];
                byte[] found = new byte[expected.length];
                written.read(tensor, 0, MemorySegment.ofArray(expected));
                // Pieces that do not end where blocks do.
                for (int done = 0; done < found.length; done += 37) {
                    int count = Math.min(37, found.length - done);
                    virtual.read(tensor, done, MemorySegment.ofArray(found).asSlice(done, count));
                }
                assertThat(found).as(tensor.name()).isEqualTo(expected);
            }
            assertThat(written.tensor(LayerTensor.ATTENTION_VALUE.weight(0)).type()).isEqualTo(TensorType.valueOf(type.name()));
            assertThat(written.tensor(LayerTensor.ATTENTION_NORM.weight(0)).type()).isEqualTo(TensorType.F32);
        }
    }

    @Test
    void queryAndKeyRowsChangeToNeighbours() throws IOException {
        // 2 query heads and 1 key head of size 4; each row holds its own number.
        float[] query = new float[8 * 8];
        float[] key = new float[4 * 8];
        for (int i = 0; i < query.length; i++) {
            query[i] = i / 8;
        }
        for (int i = 0; i < key.length; i++) {
            key[i] = 100 + i / 8;
        }
        Path source = new TinyFolder()
                .config("""
                        {"architectures":["LlamaForCausalLM"],"hidden_size":8,"intermediate_size":8,"num_hidden_layers":1,
                        "num_attention_heads":2,"num_key_value_heads":1,"vocab_size":260}""")
                .counting("model.embed_tokens.weight", TinyFolder.VOCABULARY_SIZE, 8)
                .floats("model.layers.0.self_attn.q_proj.weight", query, 8, 8)
                .floats("model.layers.0.self_attn.k_proj.weight", key, 4, 8)
                .floats("model.layers.0.self_attn.q_proj.bias", new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 8)
                .write(temporary.resolve("llama"));
        try (GgufFile file = Conversion.open(source, ConversionOptions.defaults().withType(WeightType.F32))) {
            assertThat(everyEighth(values(file, LayerTensor.ATTENTION_QUERY.weight(0)))).containsExactly(0, 2, 1, 3, 4, 6, 5, 7);
            assertThat(everyEighth(values(file, LayerTensor.ATTENTION_KEY.weight(0)))).containsExactly(100, 102, 101, 103);
            assertThat(values(file, LayerTensor.ATTENTION_QUERY.bias(0))).containsExactly(0, 2, 1, 3, 4, 6, 5, 7);
        }
    }

    private static float[] everyEighth(float[] values) {
        float[] picked = new float[values.length / 8];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = values[i * 8];
        }
        return picked;
    }

    @Test
    void metadataIsWhatReadersExpect() throws IOException {
        Path source = TinyFolder.llama().write(temporary.resolve("my-tiny-model-v2"));
        Files.writeString(source.resolve("generation_config.json"), "{\"temperature\":0.7,\"top_k\":20,\"do_sample\":true}");
        Files.writeString(source.resolve("README.md"), "---\nlicense: apache-2.0\nlanguage:\n- en\n- \"no\"\ntags: [a, b]\n---\n# x\n");
        Files.writeString(source.resolve("chat_template.jinja"), "{{ messages }}");
        try (GgufFile file = Conversion.open(source, ConversionOptions.defaults())) {
            GgufMetadata metadata = file.metadata();
            assertThat(metadata.architecture()).isEqualTo("llama");
            assertThat(metadata.requiredString(MetadataKeys.General.NAME)).isEqualTo("My Tiny Model v2");
            assertThat(metadata.requiredString(MetadataKeys.General.LICENSE)).isEqualTo("apache-2.0");
            assertThat(metadata.requiredStrings(MetadataKeys.General.LANGUAGES)).containsExactly("en", "no");
            assertThat(metadata.requiredStrings(MetadataKeys.General.TAGS)).containsExactly("a", "b");
            assertThat(metadata.requiredString(MetadataKeys.General.SIZE_LABEL)).isEqualTo("35K");
            assertThat(metadata.requiredInt(MetadataKeys.General.FILE_TYPE)).isEqualTo(32);
            assertThat(metadata.requiredInt(MetadataKeys.Sampling.TOP_K)).isEqualTo(20);
            assertThat(metadata.requiredFloat(MetadataKeys.Sampling.TEMPERATURE)).isEqualTo(0.7f);
            assertThat(metadata.requiredString(MetadataKeys.Tokenizer.CHAT_TEMPLATE)).isEqualTo("{{ messages }}");
            GgufMetadata sizes = metadata.ofArchitecture();
            assertThat(sizes.requiredInt(MetadataKeys.Model.LAYER_COUNT)).isEqualTo(2);
            assertThat(sizes.requiredInt(MetadataKeys.Attention.KV_HEAD_COUNT)).isEqualTo(2);
            assertThat(sizes.requiredInt(MetadataKeys.Rope.DIMENSION_COUNT)).isEqualTo(8);
            assertThat(sizes.requiredInt(MetadataKeys.Model.VOCABULARY_SIZE)).isEqualTo(TinyFolder.VOCABULARY_SIZE);
            assertThat(metadata.requiredStrings(MetadataKeys.Tokenizer.TOKENS)).hasSize(TinyFolder.VOCABULARY_SIZE).contains("the");
            assertThat(metadata.requiredStrings(MetadataKeys.Tokenizer.MERGES)).containsExactly("t h", "th e");
        }
    }

    @Test
    void aVocabularyOfTiktokenIsWrittenAsPairs() throws IOException {
        Path source = TinyFolder.llama().write(temporary.resolve("llama"));
        Files.delete(source.resolve("tokenizer.json"));
        StringBuilder ranks = new StringBuilder();
        for (int i = 0; i < 256; i++) {
            ranks.append(Base64.getEncoder().encodeToString(new byte[] {(byte) i})).append(' ').append(i).append('\n');
        }
        Files.writeString(source.resolve("tiktoken.model"), ranks + "dGg= 256\n");
        Files.writeString(source.resolve("tokenizer_config.json"), """
                {"tokenizer_class":"TikTokenTokenizer","eos_token":"[EOS]","added_tokens_decoder":{"258":{"content":"[EOS]","special":true}}}""");
        try (GgufFile file = Conversion.open(source, ConversionOptions.defaults())) {
            GgufMetadata metadata = file.metadata();
            assertThat(metadata.requiredString(MetadataKeys.Tokenizer.MODEL)).isEqualTo("gpt2");
            assertThat(metadata.requiredString(MetadataKeys.Tokenizer.PRE_TOKENIZER)).isEqualTo("kimi-k2");
            assertThat(metadata.requiredStrings(MetadataKeys.Tokenizer.MERGES)).containsExactly("t h");
            assertThat(metadata.requiredStrings(MetadataKeys.Tokenizer.TOKENS)).hasSize(TinyFolder.VOCABULARY_SIZE)
                    .endsWith("th", "<|reserved_token_257|>", "[EOS]", "<|reserved_token_259|>").startsWith("\u0100", "\u0101");
        }
        Files.writeString(source.resolve("tiktoken.model"), ranks + "dGg=256\n");
        assertThatThrownBy(() -> Conversion.open(source, ConversionOptions.defaults()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("tiktoken.model, line 257");
    }

    @Test
    void aTiedHeadIsLeftOutAndSaid() throws IOException {
        TinyFolder tied = TinyFolder.llama();
        Path source = tied.write(temporary.resolve("llama"));
        Path config = source.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"tie_word_embeddings\":false", "\"tie_word_embeddings\":true"));
        try (HuggingFaceFolder folder = HuggingFaceFolder.open(source)) {
            Conversion conversion = plan(folder, WeightType.AUTO);
            assertThat(conversion.leftovers()).containsExactly("lm_head.weight");
            assertThat(conversion.tensors()).extracting(TensorInfo::name).doesNotContain(TensorNames.OUTPUT);
        }
    }

    @Test
    void anExceptionOfTheListenerLeavesNoFile() throws IOException {
        Path source = TinyFolder.llama().write(temporary.resolve("llama"));
        Path target = Files.createDirectory(temporary.resolve("out")).resolve("out.gguf");
        try (HuggingFaceFolder folder = HuggingFaceFolder.open(source)) {
            Conversion conversion = plan(folder, WeightType.F16);
            assertThatThrownBy(() -> conversion.write(target, (bytes, total) -> {
                        throw new CancellationException("enough");
                    }))
                    .isInstanceOf(CancellationException.class);
        }
        try (Stream<Path> left = Files.list(target.getParent())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void unknownTensorsAndArchitecturesAreNamed() throws IOException {
        refused(TinyFolder.llama().counting("model.layers.0.self_attn.extra.weight", 4),
                "tensor 'model.layers.0.self_attn.extra.weight' is not known");
        refused(TinyFolder.llama().counting("model.layers.7.input_layernorm.weight", 32), "belongs to layer 7");
        refused(TinyFolder.llama().config("{\"architectures\":[\"MambaForCausalLM\"]}"),
                "key architectures is 'MambaForCausalLM', which cannot be converted; known are AlbertForMaskedLM, AlbertForPreTraining");
        refused(TinyFolder.llama().config("{}"), "key architectures is missing");
        refused(TinyFolder.llama().config("{\"architectures\":[\"LlamaForCausalLM\"],\"num_hidden_layers\":2}"),
                "num_attention_heads or n_head or n_heads is missing");
        refused(TinyFolder.llama().config("{\"architectures\":[\"LlamaForCausalLM\"],\"num_hidden_layers\":99999}"),
                "num_hidden_layers is 99999");
        refused(TinyFolder.llama().without("model.embed_tokens.weight"), "has no token embedding");
        refused(TinyFolder.llama().counting("model.embed_tokens.weight", 100, 32), "the tokenizer has 258 tokens");
        refused(TinyFolder.llama().tensor("model.norm.weight", "I32", new byte[4], 1), "has type I32, which cannot be converted");
        refused(TinyFolder.llama().counting("model.layers.0.self_attn.q_proj.weight", 30, 32), "30 rows, which do not make 4 heads");
    }

    private void refused(TinyFolder tiny, String reason) throws IOException {
        Path source = tiny.write(Files.createTempDirectory(temporary, "refused"));
        assertThatThrownBy(() -> Conversion.open(source, ConversionOptions.defaults()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void quantizedWeightsOfOthersAreRefused() throws IOException {
        refused(TinyFolder.llama().config("""
                {"architectures":["LlamaForCausalLM"],"hidden_size":32,"num_hidden_layers":2,"num_attention_heads":4,"vocab_size":260,
                "quantization_config":{"quant_method":"hqq","bits":4}}"""), "quantized with 'hqq'");
    }
}
