package hearth.grammar.token;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.tokenizer.SpecialToken;
import hearth.tokenizer.TextTable;
import hearth.tokenizer.Tokenizer;
import hearth.tokenizer.TokenizerFlags;
import hearth.tokenizer.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Vocabularies of real models from the folder of shared data beside the repository; a test without it is skipped and says so. */
final class SharedVocabulary {
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8}; // by value type

    private final ByteBuffer file;
    private final Map<String, Object> values = new HashMap<>();

    private SharedVocabulary(ByteBuffer file) {
        this.file = file.order(ByteOrder.LITTLE_ENDIAN);
        file.position(16);
        long count = file.getLong();
        for (long i = 0; i < count; i++) {
            String key = string();
            values.put(key, value(file.getInt()));
        }
    }

    /** The vocabulary in {@code ../shared/data/vocab/ggml-vocab-NAME.gguf}, looked for beside each folder from here up. */
    static TokenVocabulary load(String name) {
        Path wanted = Path.of("shared", "data", "vocab", "ggml-vocab-" + name + ".gguf");
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path found = folder.resolve(wanted);
            if (Files.exists(found)) {
                return TokenVocabulary.of(Tokenizer.create(read(found)));
            }
        }
        assumeTrue(false, "not found beside the repository: ../" + wanted);
        throw new AssertionError();
    }

    private static Vocabulary read(Path path) {
        try (FileChannel channel = FileChannel.open(path)) {
            return new SharedVocabulary(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())).vocabulary();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Vocabulary vocabulary() {
        Map<SpecialToken, Integer> ids = new EnumMap<>(SpecialToken.class);
        for (SpecialToken token : SpecialToken.values()) {
            setting(token.metadataKey(), Integer.class).ifPresent(id -> ids.put(token, id));
        }
        return new Vocabulary(
                setting("model", String.class).orElseThrow(),
                setting("pre", String.class),
                setting("tokens", TextTable.class).orElseThrow(),
                setting("scores", float[].class).orElse(new float[0]),
                setting("token_type", int[].class).orElse(new int[0]),
                setting("merges", TextTable.class).orElse(TextTable.EMPTY),
                ids,
                TokenizerFlags.DEFAULT);
    }

    private <T> Optional<T> setting(String key, Class<T> type) {
        return Optional.ofNullable(type.cast(values.get("tokenizer.ggml." + key)));
    }

    private String string() {
        byte[] bytes = new byte[Math.toIntExact(file.getLong())];
        file.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Object value(int type) {
        if (type == STRING) {
            return string();
        }
        if (type == ARRAY) {
            return array(file.getInt(), Math.toIntExact(file.getLong()));
        }
        int at = file.position();
        file.position(at + SIZES[type]);
        return switch (type) {
            case 4, 5 -> file.getInt(at);
            case 7 -> file.get(at) != 0;
            default -> "not needed";
        };
    }

    private Object array(int type, int count) {
        if (type == STRING) {
            TextTable.Builder texts = TextTable.builder(count, 8 * count);
            for (int i = 0; i < count; i++) {
                byte[] bytes = new byte[Math.toIntExact(file.getLong())];
                file.get(bytes);
                texts.add(bytes, 0, bytes.length);
            }
            return texts.build();
        }
        ByteBuffer part = file.slice(file.position(), count * SIZES[type]).order(ByteOrder.LITTLE_ENDIAN);
        file.position(file.position() + count * SIZES[type]);
        if (type == 6) {
            float[] floats = new float[count];
            part.asFloatBuffer().get(floats);
            return floats;
        }
        int[] ints = new int[count];
        if (SIZES[type] == 4) {
            part.asIntBuffer().get(ints);
        }
        return ints;
    }
}
