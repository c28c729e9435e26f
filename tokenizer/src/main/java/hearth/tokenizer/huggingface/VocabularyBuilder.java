package hearth.tokenizer.huggingface;

import hearth.tokenizer.InvalidVocabularyException;
import hearth.tokenizer.Normalization;
import hearth.tokenizer.SpecialToken;
import hearth.tokenizer.TextTable;
import hearth.tokenizer.TokenizerFlags;
import hearth.tokenizer.Vocabulary;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Collects a vocabulary token by token. Ids that nothing names become unused tokens. */
final class VocabularyBuilder {
    static final int NORMAL = 1;
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;
    static final int UNUSED = 5;
    static final int BYTE = 6;

    private static final Set<String> MARKS_SPACES = Set.of("gemma4", "llama");
    private static final char SPACE_MARK = '\u2581';

    private final String file;
    private final List<String> texts = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final Map<String, Integer> idsByText = new HashMap<>(); // as the folder spells them
    private final Map<SpecialToken, Integer> specialIds = new EnumMap<>(SpecialToken.class);
    private final List<String> merges = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    String model = "";
    Optional<String> preTokenizer = Optional.empty();
    Normalization normalization = Normalization.DEFAULT;
    boolean addSpacePrefix;
    private boolean scored;

    VocabularyBuilder(String file) {
        this.file = file;
    }

    /**
     * Sets a token that has no text yet.
     *
     * @param spelled the text as the folder has it
     * @param text the text as model files have it
     */
    void token(int id, String spelled, String text, int type, float score) {
        reserve(id + 1);
        if (texts.get(id) != null) {
            throw new InvalidVocabularyException(
                    file + ": two tokens have the id " + id + ": \"" + texts.get(id) + "\" and \"" + spelled + "\"");
        }
        texts.set(id, text);
        types.set(id, type);
        scores.set(id, score);
        scored |= score != 0;
        idsByText.put(spelled, id);
    }

    /** Sets a token, or changes one to what it was added as. */
    void added(AddedToken token) {
        reserve(token.id() + 1);
        texts.set(token.id(), token.content());
        if (types.get(token.id()) != UNKNOWN) {
            types.set(token.id(), token.isMarker() ? CONTROL : USER_DEFINED);
        }
        idsByText.put(token.content(), token.id());
        boolean mask = token.content().equals("<mask>") || token.content().equals("[MASK]");
        if ((token.stripsBefore() || token.stripsAfter()) && !mask) {
            notes.add("White space around the token \"" + token.content()
                    + "\" is kept: a model file can't say that it is dropped.");
        }
    }

    private void reserve(int count) {
        if (count > Vocabulary.MAX_TOKENS) {
            throw new InvalidVocabularyException(
                    file + ": the id " + (count - 1) + " is beyond the most tokens there may be, " + Vocabulary.MAX_TOKENS);
        }
        while (texts.size() < count) {
            texts.add(null);
            types.add(UNUSED);
            scores.add(0f);
        }
    }

    void merge(String left, String right) {
        merges.add(left + " " + right);
    }

    /** The texts of ordinary tokens, as the folder spells them. */
    Iterable<String> normalTexts() {
        return idsByText.entrySet().stream()
                .filter(entry -> types.get(entry.getValue()) == NORMAL)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Scores that put tokens in the order of their ranks: the lower the rank, the higher the score. */
    void scores(Map<String, Integer> ranks) {
        idsByText.forEach((text, id) -> scores.set(id, ranks.containsKey(text) ? -(float) ranks.get(text) : 0));
        scored = true;
    }

    void type(int id, int type) {
        types.set(id, type);
    }

    int type(int id) {
        return types.get(id);
    }

    /** Whether a token has this id. */
    boolean isSet(int id) {
        return id < texts.size() && texts.get(id) != null;
    }

    int size() {
        return texts.size();
    }

    OptionalInt id(String spelled) {
        Integer id = idsByText.get(spelled);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    void special(SpecialToken token, int id) {
        if (id >= texts.size()) {
            throw new InvalidVocabularyException(
                    file + ": the special token " + token + " has id " + id + ", but there are " + texts.size() + " tokens");
        }
        specialIds.put(token, id);
    }

    boolean hasSpecial(SpecialToken token) {
        return specialIds.containsKey(token);
    }

    OptionalInt special(SpecialToken token) {
        Integer id = specialIds.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Tokens that are cut out of a text as they stand are looked for before its spaces are marked: Gemma's runs of spaces. */
    private String asFound(String text, int type) {
        return type == USER_DEFINED && MARKS_SPACES.contains(model) ? text.replace(SPACE_MARK, ' ') : text;
    }

    /** The vocabulary, filled up with unused tokens to {@code size} if it has fewer. */
    Vocabulary build(int size, boolean addBos, boolean addEos) {
        reserve(size);
        TextTable.Builder tokens = TextTable.builder(texts.size(), 8 * texts.size());
        float[] scoreArray = new float[scored ? texts.size() : 0];
        for (int id = 0; id < texts.size(); id++) {
            String text = texts.get(id);
            tokens.add(text == null ? "[PAD" + id + "]" : asFound(text, types.get(id)));
            if (scored) {
                scoreArray[id] = text == null ? -1000 : scores.get(id);
            }
        }
        return new Vocabulary(
                model,
                preTokenizer,
                tokens.build(),
                scoreArray,
                types.stream().mapToInt(Integer::intValue).toArray(),
                TextTable.of(merges),
                specialIds,
                new TokenizerFlags(
                        Optional.of(addBos),
                        Optional.of(addEos),
                        model.equals("gpt2") || model.equals("bert") ? Optional.empty() : Optional.of(addSpacePrefix),
                        false,
                        false),
                normalization);
    }
}
