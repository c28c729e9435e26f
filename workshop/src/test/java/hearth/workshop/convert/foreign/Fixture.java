package hearth.workshop.convert.foreign;

import hearth.format.safetensors.StoredTensor;
import hearth.json.Json;
import hearth.testkit.TinyFolder;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A tiny checkpoint in another tool's layout; made by scripts/foreign-checkpoints.
 *
 * @param golden shape and digest of the values of each packed matrix
 * @param whole the matrix whose values are there one by one
 */
public record Fixture(String name, Path folder, Map<String, Golden> golden, String whole, float[] values) {
    record Golden(List<Long> shape, String sha256) {}

    /** One tensor of the file, which can be changed. */
    record Piece(String type, List<Long> shape, byte[] bytes) {
        Piece as(String other) {
            return new Piece(other, shape, bytes);
        }

        Piece shaped(Long... sizes) {
            return new Piece(type, List.of(sizes), bytes);
        }
    }

    public static List<String> names() {
        try (Stream<Path> folders = Files.list(root())) {
            return folders.filter(Files::isDirectory).map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Fixture of(String name) {
        Path folder = root().resolve(name);
        try {
            Map<String, Object> facts = Json.parseObject(Files.readString(folder.resolve("golden.json")));
            Map<String, Golden> golden = new LinkedHashMap<>();
            ((Map<?, ?>) facts.get("tensors")).forEach((tensor, value) -> {
                Map<?, ?> members = (Map<?, ?>) value;
                List<Long> shape = ((List<?>) members.get("shape")).stream().map(Long.class::cast).toList();
                golden.put((String) tensor, new Golden(shape, (String) members.get("sha256")));
            });
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("golden.bin")));
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return new Fixture(name, folder, golden, (String) facts.get("whole"), values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            return Path.of(Objects.requireNonNull(Fixture.class.getResource("/hearth/workshop/foreign/gptq-3/config.json"), "fixtures")
                            .toURI())
                    .getParent()
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All tensors of the file. */
    Map<String, Piece> pieces() {
        Map<String, Piece> pieces = new LinkedHashMap<>();
        try (HuggingFaceFolder open = HuggingFaceFolder.open(folder)) {
            for (StoredTensor tensor : open.weights().tensors().values()) {
                byte[] bytes = new byte[(int) tensor.byteSize()];
                open.weights().read(tensor, 0, MemorySegment.ofArray(bytes));
                pieces.put(tensor.name(), new Piece(tensor.type().name(), tensor.shape(), bytes));
            }
        }
        return pieces;
    }

    /** The members of {@code config.json}. */
    Map<String, Object> config() throws IOException {
        return Json.parseObject(Files.readString(folder.resolve("config.json")));
    }

    /** Writes it with other tensors and another {@code config.json}. */
    Path write(Path target, Map<String, Piece> pieces, Map<String, Object> config) throws IOException {
        TinyFolder tiny = new TinyFolder().config(Json.write(config));
        pieces.forEach((tensor, piece) -> tiny.tensor(
                tensor, piece.type, piece.bytes, piece.shape.stream().mapToLong(Long::longValue).toArray()));
        tiny.write(target);
        for (String file : List.of("tokenizer.json", "tokenizer_config.json", "quantize_config.json", "quant_config.json")) {
            if (Files.exists(folder.resolve(file))) {
                Files.write(target.resolve(file), Files.readAllBytes(folder.resolve(file)));
            }
        }
        return target;
    }
}
