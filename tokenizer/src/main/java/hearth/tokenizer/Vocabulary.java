package hearth.tokenizer;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A tokenizer as stored in a model file; checked once, here. The arrays are kept, not copied: they must not change afterwards.
 *
 * @param model the family: {@code gpt2}, {@code llama} … (see {@link Tokenizer#create})
 * @param preTokenizer how text is cut before byte pair merging; empty where the file does not say
 * @param tokens the text of each token, by id
 * @param scores how much merging prefers each token, by id; no entries means all 0
 * @param types the kind of each token, by id (1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte); no entries
 *     means all normal
 * @param merges pairs of symbols that merge, first the pair to merge first, each written "left right"
 * @param specialIds ids of the tokens with a role, as far as the file names them
 * @param flags switches that override the family's defaults
 * @param normalization what happens to texts before they are cut
 */
public record Vocabulary(
        String model,
        Optional<String> preTokenizer,
        TextTable tokens,
        float[] scores,
        int[] types,
        TextTable merges,
        Map<SpecialToken, Integer> specialIds,
        TokenizerFlags flags,
        Normalization normalization) {
    /** More tokens than any model has. */
    public static final int MAX_TOKENS = 1 << 22;

    /** More merges than any model has. */
    public static final int MAX_MERGES = 1 << 23;

    /** A vocabulary without normalization of its own. */
    public Vocabulary(
            String model,
            Optional<String> preTokenizer,
            TextTable tokens,
            float[] scores,
            int[] types,
            TextTable merges,
            Map<SpecialToken, Integer> specialIds,
            TokenizerFlags flags) {
        this(model, preTokenizer, tokens, scores, types, merges, specialIds, flags, Normalization.DEFAULT);
    }

    /** @throws InvalidVocabularyException naming the field that is missing, too large or out of range */
    public Vocabulary {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(preTokenizer, "preTokenizer");
        Objects.requireNonNull(flags, "flags");
        Objects.requireNonNull(normalization, "normalization");
        int size = tokens.size();
        require(size > 0, "the vocabulary has no tokens");
        require(size <= MAX_TOKENS, "the vocabulary has " + size + " tokens, more than " + MAX_TOKENS);
        require(merges.size() <= MAX_MERGES, "the vocabulary has " + merges.size() + " merges, more than " + MAX_MERGES);
        // longer arrays occur: some files are padded
        require(scores.length == 0 || scores.length >= size, "there are " + size + " tokens but " + scores.length + " scores");
        require(types.length == 0 || types.length >= size, "there are " + size + " tokens but " + types.length + " token types");
        for (int id = 0; id < Math.min(size, scores.length); id++) {
            if (Float.isNaN(scores[id])) {
                throw new InvalidVocabularyException("the score of token " + id + " is not a number");
            }
        }
        for (Map.Entry<SpecialToken, Integer> entry : specialIds.entrySet()) {
            int id = entry.getValue();
            require(id >= 0 && id < size, "the id of special token " + entry.getKey() + " is " + id
                    + ", but the vocabulary has " + size + " tokens");
        }
        specialIds = Map.copyOf(specialIds);
    }

    /** Number of tokens. */
    public int size() {
        return tokens.size();
    }

    float score(int id) {
        return scores.length == 0 ? 0 : scores[id];
    }

    TokenType type(int id) {
        return types.length == 0 ? TokenType.NORMAL : TokenType.ofId(types[id]);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new InvalidVocabularyException(message);
        }
    }
}
