package hearth.workshop.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.engine.model.VocabularyReader;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.MetadataValue;
import hearth.tokenizer.ExactWords;
import hearth.tokenizer.Normalization;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionListener;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.edit.MetadataEdit;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tokenizer.json says and GGUF has no key for is under keys of our own, and comes back. */
class OwnKeysTest {
    @TempDir
    Path folder;

    /** A converted fixture with a change in its tokenizer. */
    private Path converted(String family, String from, String to) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(family));
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(Reference.of(family).folder().resolve(name), copy.resolve(name));
        }
        Path json = copy.resolve("tokenizer.json");
        assertThat(Files.readString(json)).contains(from);
        Files.writeString(json, Files.readString(json).replace(from, to));
        Path target = folder.resolve(family + ".gguf");
        try (HuggingFaceFolder opened = HuggingFaceFolder.open(copy)) {
            Conversion.plan(opened, ConversionOptions.defaults()).write(target, ConversionListener.NONE);
        }
        return target;
    }

    private static Normalization normalization(GgufFile file) {
        return VocabularyReader.read(file.metadata()).vocabulary().normalization();
    }

    @Test
    void howWordsAreFound() throws IOException {
        Path usual = converted("bert", "\"clean_text\":true", "\"clean_text\":true");
        try (GgufFile file = GgufFile.open(usual)) {
            assertThat(normalization(file).exactWords()).contains(new ExactWords(true, true, 100));
            assertThat(file.metadata().contains(MetadataKeys.Tokenizer.CLEAN_TEXT)).isFalse();
        }
        Path other = converted("bert-mean", "\"clean_text\":true,\"handle_chinese_chars\":true",
                "\"clean_text\":false,\"handle_chinese_chars\":false");
        try (GgufFile file = GgufFile.open(other)) {
            assertThat(normalization(file).exactWords()).contains(new ExactWords(false, false, 100));
        }
    }

    @Test
    void thatTextIsComposed() throws IOException {
        Path target = converted("gpt2", "\"normalizer\":null", "\"normalizer\":{\"type\":\"NFC\"}");
        try (GgufFile file = GgufFile.open(target)) {
            assertThat(normalization(file).composes()).isTrue();
        }
    }

    @Test
    void anUnknownWayIsAnError() throws IOException {
        Path odd = folder.resolve("odd.gguf");
        try (GgufFile file = GgufFile.open(converted("bert", "\"clean_text\":true", "\"clean_text\":true"))) {
            MetadataEdit change = new MetadataEdit.Put(MetadataKeys.Tokenizer.EXACT_NORMALIZER, new MetadataValue.Text("other"));
            MetadataEdit.write(file, List.of(change), odd, copied -> {});
        }
        try (GgufFile file = GgufFile.open(odd)) {
            assertThatThrownBy(() -> VocabularyReader.read(file.metadata()))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("hearth.tokenizer.normalizer")
                    .hasMessageContaining("bert, clusters, nfc");
        }
    }
}
