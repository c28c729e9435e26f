package hearth.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.InvalidModelException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFolderTest {
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    private Path folder;

    @BeforeEach
    void twoFiles() throws IOException {
        write(FIRST, "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1);
        write(SECOND, "{\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2);
    }

    private void write(String name, String header, int... data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(8 + text.length + data[0]).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(text.length).put(text);
        while (out.hasRemaining()) {
            out.put((byte) (10 * data[0] + out.remaining()));
        }
        Files.write(folder.resolve(name), out.array());
    }

    private void index(String map) throws IOException {
        Files.writeString(folder.resolve(INDEX), "{\"metadata\":{\"total_size\":3,\"x\":[1,{\"y\":null}]},\"weight_map\":" + map + "}");
    }

    @Test
    void shardsAreOneModel() throws IOException {
        index("{\"b\":\"" + SECOND + "\",\"a\":\"" + FIRST + "\"}");
        try (SafetensorsFolder model = SafetensorsFolder.open(folder)) {
            assertThat(model.tensors().keySet()).containsExactly("b", "a");
            StoredTensor b = model.tensors().get("b");
            assertThat(model.fileOf(b)).isEqualTo(SECOND);
            byte[] bytes = new byte[2];
            model.read(b, 0, MemorySegment.ofArray(bytes));
            assertThat(bytes).containsExactly(22, 21);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"a":"%1","b":"%1"}                  | tensor 'b' is missing
            {"a":"%1","b":"%2","c":"%2"}         | tensor 'c' is missing
            {"b":"%2","a":"%2","x":"%1"}         | is here, but not according to
            {"b":"%1"}                           | is here, but not according to
            {"a":"%2","b":"%2"}                  | tensor 'a' is missing
            {"a":"../%1"}                        | no safetensors file of this folder
            {"a":"/etc/x.safetensors"}           | no safetensors file of this folder
            {"a":"x.bin"}                        | no safetensors file of this folder
            {"a":"none.safetensors"}             | none.safetensors: does not exist
            {"a":"%1","a":"%1"}                  | tensor 'a' occurs twice
            {"a":1}                              | expected '"'
            """)
    void indexAndFilesMustAgree(String map, String reason) throws IOException {
        index(map.replace("%1", FIRST).replace("%2", SECOND));
        assertThatThrownBy(() -> SafetensorsFolder.open(folder))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void anIndexWithoutMapAndAFolderWithoutWeightsSaySo() throws IOException {
        Files.writeString(folder.resolve(INDEX), "{}");
        assertThatThrownBy(() -> SafetensorsFolder.open(folder)).hasMessageContaining("'weight_map' is missing");
        Files.delete(folder.resolve(INDEX));
        assertThatThrownBy(() -> SafetensorsFolder.open(folder)).hasMessageContaining("has no model.safetensors");
        Files.writeString(folder.resolve("pytorch_model.bin"), "x");
        assertThatThrownBy(() -> SafetensorsFolder.open(folder)).hasMessageContaining("pytorch_model.bin is a pickle");
    }
}
