package hearth.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the vocabulary out of a GGUF file's metadata, for tests only: the module itself must not know file formats. */
final class VocabularyFile {
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8}; // by value type

    private final ByteBuffer file;
    private final Map<String, Object> values = new HashMap<>();

    private VocabularyFile(ByteBuffer file) {
        this.file = file.order(ByteOrder.LITTLE_ENDIAN);
        file.position(16);
        long count = file.getLong();
        for (long i = 0; i < count; i++) {
            String key = string();
            values.put(key, value(file.getInt()));
        }
    }

    static Vocabulary read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            return new VocabularyFile(mapped).vocabulary();
        }
    }

    private Vocabulary vocabulary() {
        Map<SpecialToken, Integer> ids = new EnumMap<>(SpecialToken.class);
        for (SpecialToken token : SpecialToken.values()) {
            tokenizerValue(token.metadataKey(), Integer.class).ifPresent(id -> ids.put(token, id));
        }
        String name = String.valueOf(values.get("general.name")).toLowerCase(Locale.ROOT);
        return new Vocabulary(
                tokenizerValue("model", String.class).orElseThrow(),
                tokenizerValue("pre", String.class),
                tokenizerValue("tokens", TextTable.class).orElseThrow(),
                tokenizerValue("scores", float[].class).orElse(new float[0]),
                tokenizerValue("token_type", int[].class).orElse(new int[0]),
                tokenizerValue("merges", TextTable.class).orElse(TextTable.EMPTY),
                ids,
                new TokenizerFlags(
                        tokenizerValue("add_bos_token", Boolean.class),
                        tokenizerValue("add_eos_token", Boolean.class),
                        tokenizerValue("add_space_prefix", Boolean.class),
                        name.contains("phi-3") || name.contains("phi3"),
                        false));
    }

    private <T> Optional<T> tokenizerValue(String key, Class<T> type) {
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
            byte[] bytes = new byte[TextTable.MAX_TEXT_BYTES];
            for (int i = 0; i < count; i++) {
                int length = Math.toIntExact(file.getLong());
                file.get(bytes, 0, length);
                texts.add(bytes, 0, length);
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
