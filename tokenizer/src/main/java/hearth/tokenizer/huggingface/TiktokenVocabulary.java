package hearth.tokenizer.huggingface;

import hearth.tokenizer.ByteAlphabet;
import hearth.tokenizer.InvalidVocabularyException;
import hearth.tokenizer.SpecialToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Vocabularies in tiktoken's own files. How text is cut and what the special tokens are stands in a folder's program code, which
 * never runs here: so only the classes known below are read.
 */
enum TiktokenVocabulary {
    /** Kimi and Moonlight. */
    KIMI("tiktoken.model", "TikTokenTokenizer", "kimi-k2"),
    /** The first Qwen. */
    QWEN("qwen.tiktoken", "QWenTokenizer", "qwen2");

    private static final int KIMI_SPECIALS = 258; // named ones and reserved ones
    private static final List<String> QWEN_SPECIALS = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
    private static final int QWEN_EXTRAS = 205;

    private final String file;
    private final String tokenizerClass;
    private final String preTokenizer;

    TiktokenVocabulary(String file, String tokenizerClass, String preTokenizer) {
        this.file = file;
        this.tokenizerClass = tokenizerClass;
        this.preTokenizer = preTokenizer;
    }

    /** The one whose file is in a folder. */
    static Optional<TiktokenVocabulary> in(Path folder) {
        return Stream.of(values()).filter(each -> Files.isRegularFile(folder.resolve(each.file))).findFirst();
    }

    /** The names of the files. */
    static List<String> files() {
        return Stream.of(values()).map(each -> each.file).toList();
    }

    /**
     * Reads the file with all special tokens.
     *
     * @param rows of the model's embedding; ids from there on are not named
     * @throws InvalidVocabularyException if the file is malformed, or the folder's tokenizer is of another class
     */
    VocabularyBuilder read(Path folder, TokenizerConfig config, int rows) throws IOException {
        String found = config.text("tokenizer_class").orElse("none");
        if (!found.equals(tokenizerClass)) {
            throw new InvalidVocabularyException(file + " is only known with the tokenizer_class " + tokenizerClass
                    + " in tokenizer_config.json, which says " + found + ": how text is cut is not in the file");
        }
        RankedTokens ranked = RankedTokens.read(folder.resolve(file));
        VocabularyBuilder vocabulary = new VocabularyBuilder(file);
        vocabulary.model = "gpt2";
        vocabulary.preTokenizer = Optional.of(preTokenizer);
        addTokens(ranked, vocabulary);
        switch (this) {
            case KIMI -> addKimiSpecials(config, rows, vocabulary);
            case QWEN -> addQwenSpecials(vocabulary);
        }
        return vocabulary;
    }

    private void addTokens(RankedTokens ranked, VocabularyBuilder vocabulary) {
        RankedMerge merge = new RankedMerge(ranked.ranks());
        int unreached = 0;
        for (int rank = 0; rank < ranked.tokens().size(); rank++) {
            String token = ranked.tokens().get(rank);
            String text = spelled(token);
            vocabulary.token(rank, text, text, VocabularyBuilder.NORMAL, 0);
            if (token.length() > 1) {
                Optional<Integer> middle = merge.middle(token, rank);
                middle.ifPresent(at -> vocabulary.merge(spelled(token.substring(0, at)), spelled(token.substring(at))));
                unreached += middle.isPresent() ? 0 : 1;
            }
        }
        if (unreached > 0) {
            vocabulary.notes.add("Tokens of " + file + " that are not made of two others: " + unreached
                    + ". A model file has no merges for them, so a word that is exactly one of them is cut into smaller tokens.");
        }
    }

    private static String spelled(String token) {
        return ByteAlphabet.text(token.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Ids behind the file's tokens, named in {@code added_tokens_decoder} or reserved; all of them are markers. */
    private static void addKimiSpecials(TokenizerConfig config, int rows, VocabularyBuilder vocabulary) throws IOException {
        int first = vocabulary.size();
        for (AddedToken token : config.addedTokens()) {
            if (token.id() < first) {
                throw new InvalidVocabularyException("tokenizer_config.json: the added token \"" + token.content() + "\" has the id "
                        + token.id() + ", which is one of " + KIMI.file);
            }
            special(token.id(), token.content(), vocabulary);
        }
        for (int id = first; id < Math.min(rows, first + KIMI_SPECIALS); id++) {
            if (!vocabulary.isSet(id)) {
                special(id, "<|reserved_token_" + id + "|>", vocabulary);
            }
        }
    }

    private static void addQwenSpecials(VocabularyBuilder vocabulary) {
        int first = vocabulary.size();
        for (int i = 0; i < QWEN_SPECIALS.size() + QWEN_EXTRAS; i++) {
            String text = i < QWEN_SPECIALS.size() ? QWEN_SPECIALS.get(i) : "<|extra_" + (i - QWEN_SPECIALS.size()) + "|>";
            special(first + i, text, vocabulary);
        }
        vocabulary.special(SpecialToken.BOS, first);
        vocabulary.special(SpecialToken.EOS, first);
        vocabulary.normalization = vocabulary.normalization.withComposition();
    }

    private static void special(int id, String text, VocabularyBuilder vocabulary) {
        vocabulary.added(new AddedToken(id, text, true, false, false));
    }
}
