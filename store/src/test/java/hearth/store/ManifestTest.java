package hearth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);
    private static final String LAYER = "{\"mediaType\":\"m\",\"digest\":\"" + DIGEST + "\",\"size\":3}";

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "1", "[]", "{}", "{\"schemaVersion\":1,\"config\":L,\"layers\":[]}", "{\"schemaVersion\":\"2\",\"config\":L,\"layers\":[]}",
        "{\"schemaVersion\":2,\"layers\":[]}", "{\"schemaVersion\":2,\"config\":null,\"layers\":[]}", "{\"schemaVersion\":2,\"config\":L}",
        "{\"schemaVersion\":2,\"config\":L,\"layers\":null}", "{\"schemaVersion\":2,\"config\":L,\"layers\":[null]}", "{\"schemaVersion\":2,\"config\":L,\"layers\":[1,2]}",
        "{\"schemaVersion\":2,\"config\":L,\"layers\":[[]]}", "{\"schemaVersion\":2,\"config\":L,\"layers\":[{}]}", "{\"schemaVersion\":2,\"config\":L,\"layers\":[L]} x",
        "{\"schemaVersion\":2,\"config\":L,\"config\":L,\"layers\":[]}", "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"m\",\"digest\":\"D\",\"size\":-1},\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"m\",\"digest\":\"D\",\"size\":1e3},\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"m\",\"digest\":\"D\",\"size\":99999999999999999999},\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"m\",\"digest\":\"sha512:00\",\"size\":1},\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":7,\"digest\":\"D\",\"size\":1},\"layers\":[]}"})
    void whatIsNoManifestIsATypedError(String text) {
        byte[] bytes = text.replace("L", LAYER).replace("\"D\"", "\"" + DIGEST + "\"").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Manifest.parse(bytes, "tiny:1")).isInstanceOf(DamagedStoreException.class).hasMessageStartingWith("manifest of tiny:1");
    }

    @Test
    void cutAndChangedManifestsNeverThrowAnythingElse() {
        Layer layer = new Layer(LayerKind.MODEL.mediaType(), Digest.parse(DIGEST), 3);
        byte[] good = new Manifest(layer, List.of(layer, layer)).toBytes();
        SplittableRandom random = new SplittableRandom(3);
        int parsed = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = good.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Manifest.parse(bytes, "x");
                parsed++;
            } catch (DamagedStoreException e) {
                assertThat(e.getMessage()).startsWith("manifest of x");
            }
        }
        assertThat(parsed).isBetween(1, 19_999);
    }

    @Test
    void sizesCountEachBlobOnceAndDoNotOverflow() {
        Layer layer = new Layer("m", Digest.parse(DIGEST), 5);
        assertThat(new Manifest(layer, List.of(layer, layer)).sizeBytes()).isEqualTo(5);
        Layer huge = new Layer("m", Digest.of("a"), Long.MAX_VALUE);
        assertThatThrownBy(() -> new Manifest(layer, List.of(huge)).sizeBytes()).isInstanceOf(DamagedStoreException.class);
    }
}
