package hearth.testkit;

import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys.Tokenizer;
import hearth.format.gguf.NumberArray;
import java.util.ArrayList;
import java.util.List;

/** A SentencePiece vocabulary of 300 tokens that can write any text: marks, all bytes, letters, a few longer pieces. */
public final class TinyVocabulary {
    /** Number of tokens. */
    public static final int SIZE = 300;

    /** Starts a prompt. */
    public static final int BEGIN_ID = 1;

    /** Ends an answer; so does {@link #TURN_END_ID}. */
    public static final int END_ID = 2;

    /** Token of byte 0; the other bytes follow. */
    public static final int FIRST_BYTE_ID = 3;

    /** {@code <|im_start|>}. */
    public static final int TURN_START_ID = 286;

    /** {@code <|im_end|>}. */
    public static final int TURN_END_ID = 287;

    /** A ChatML template. */
    public static final String CHAT_TEMPLATE =
            """
            {% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}\
            {% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}""";

    private static final List<String> LONGER_PIECES =
            List.of("\u2581the", "\u2581a", "er", "in", "on", "th", "he", "an", "is", "to", "\u00E9", "\uD83D\uDE00");
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int BYTE = 6;

    private TinyVocabulary() {}

    /** Adds the vocabulary's keys. */
    static void addTo(GgufWriter writer) {
        List<String> texts = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        List<Integer> types = new ArrayList<>(List.of(UNKNOWN, CONTROL, CONTROL));
        for (int value = 0; value < 256; value++) {
            texts.add("<0x%02X>".formatted(value));
            types.add(BYTE);
        }
        texts.add("\u2581");
        types.add(NORMAL);
        for (char letter = 'a'; letter <= 'z'; letter++) {
            texts.add(String.valueOf(letter));
            types.add(NORMAL);
        }
        texts.addAll(List.of("<|im_start|>", "<|im_end|>"));
        types.addAll(List.of(CONTROL, CONTROL));
        for (String piece : LONGER_PIECES) {
            texts.add(piece);
            types.add(NORMAL);
        }
        float[] scores = new float[SIZE];
        for (int id = 0; id < SIZE; id++) {
            scores[id] = types.get(id) == NORMAL ? -id : 0;
        }
        writer.put(Tokenizer.MODEL, "llama")
                .put(Tokenizer.PRE_TOKENIZER, "default")
                .putStrings(Tokenizer.TOKENS, texts)
                .put(Tokenizer.SCORES, NumberArray.of(scores))
                .put(Tokenizer.TOKEN_TYPES, NumberArray.of(types.stream().mapToInt(type -> type).toArray()))
                .put(Tokenizer.UNKNOWN_ID, 0)
                .put(Tokenizer.BEGIN_ID, BEGIN_ID)
                .put(Tokenizer.END_ID, END_ID)
                .put(Tokenizer.ADD_BEGIN, true)
                .put(Tokenizer.ADD_END, false);
    }
}
