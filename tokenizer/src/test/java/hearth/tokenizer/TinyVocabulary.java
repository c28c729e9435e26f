package hearth.tokenizer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together small vocabularies of our own, token by token. */
final class TinyVocabulary {
    private final String model;
    private final List<String> tokens = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();
    private final Map<SpecialToken, Integer> ids = new EnumMap<>(SpecialToken.class);
    private String preTokenizer = "gpt-2";
    private TokenizerFlags flags = TokenizerFlags.DEFAULT;

    private TinyVocabulary(String model) {
        this.model = model;
    }

    /** All 256 bytes: id = byte value. */
    static TinyVocabulary ofBytes() {
        TinyVocabulary vocabulary = new TinyVocabulary("gpt2");
        int next = 0x100;
        for (int b = 0; b < 0x100; b++) {
            boolean itself = b >= 0x21 && b <= 0x7E || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            vocabulary.normal(String.valueOf((char) (itself ? b : next++)), 0);
        }
        return vocabulary;
    }

    /** Unknown 0, begin 1, end 2, then the 256 byte tokens: id = 3 + byte value. */
    static TinyVocabulary ofSentencePieces() {
        TinyVocabulary vocabulary = new TinyVocabulary("llama");
        vocabulary.token("<unk>", 2, 0).token("<s>", 3, 0).token("</s>", 3, 0);
        for (int b = 0; b < 0x100; b++) {
            vocabulary.token(String.format("<0x%02X>", b), 6, 0);
        }
        return vocabulary;
    }

    TinyVocabulary normal(String text, float score) {
        return token(text, 1, score);
    }

    TinyVocabulary control(String text) {
        return token(text, 3, 0);
    }

    TinyVocabulary userDefined(String text) {
        return token(text, 4, 0);
    }

    TinyVocabulary token(String text, int type, float score) {
        tokens.add(text);
        types.add(type);
        scores.add(score);
        return this;
    }

    /** A merge and the token it makes. */
    TinyVocabulary merge(String left, String right) {
        return mergeOnly(left, right).normal(left + right, 0);
    }

    TinyVocabulary mergeOnly(String left, String right) {
        merges.add(left + " " + right);
        return this;
    }

    TinyVocabulary special(SpecialToken token, int id) {
        ids.put(token, id);
        return this;
    }

    TinyVocabulary preTokenizer(String name) {
        preTokenizer = name;
        return this;
    }

    TinyVocabulary flags(Optional<Boolean> addBos, Optional<Boolean> addSpacePrefix, boolean stripAfterSpecial) {
        flags = new TokenizerFlags(addBos, addBos, addSpacePrefix, stripAfterSpecial, false);
        return this;
    }

    int id(String text) {
        return tokens.indexOf(text);
    }

    Vocabulary build() {
        float[] scoreArray = new float[scores.size()];
        for (int i = 0; i < scoreArray.length; i++) {
            scoreArray[i] = scores.get(i);
        }
        return new Vocabulary(
                model,
                Optional.ofNullable(preTokenizer),
                TextTable.of(tokens),
                scoreArray,
                types.stream().mapToInt(Integer::intValue).toArray(),
                TextTable.of(merges),
                ids,
                flags);
    }

    Tokenizer tokenizer() {
        return Tokenizer.create(build());
    }
}
