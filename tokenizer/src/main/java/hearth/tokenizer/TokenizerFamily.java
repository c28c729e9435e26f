package hearth.tokenizer;

import hearth.tokenizer.split.PreTokenizer;
import hearth.tokenizer.split.PreTokenizers;
import java.util.Map;
import java.util.Optional;

/**
 * What the families of tokenizers differ in.
 *
 * @param roles what each token is
 * @param encoder text without special tokens to ids
 * @param begin the token prompts may start with
 * @param end the token prompts may end with
 * @param addsBegin whether they do
 * @param addsEnd whether they do
 * @param dropsFirstSpace whether a text decoded from the start loses a leading space, which encoding had put there
 */
record TokenizerFamily(
        TokenRoles roles,
        FragmentEncoder encoder,
        SpecialToken begin,
        SpecialToken end,
        boolean addsBegin,
        boolean addsEnd,
        boolean dropsFirstSpace) {
    private static final String KNOWN = "bert (WordPiece), gemma4 (BPE on plain text), gpt2 (byte-level BPE), llama (SentencePiece), "
            + "no_vocab and none (no vocabulary), rwkv (longest match), t5 (Unigram), whitespace (BPE on words)";

    /** @throws InvalidVocabularyException if the model or pre-tokenizer is unknown, or the vocabulary malformed */
    static TokenizerFamily of(Vocabulary vocabulary) {
        return switch (vocabulary.model()) {
            case "gpt2" -> bytePairs(vocabulary);
            case "gemma4" -> characterPairs(vocabulary, preTokenizer(PreTokenizers.GEMMA4), true, Optional.of(true));
            case "whitespace" -> characterPairs(
                    vocabulary, preTokenizer(PreTokenizers.WHITESPACE), false, vocabulary.flags().addBos());
            case "llama" -> sentencePiece(vocabulary);
            case "bert" -> wordPiece(vocabulary);
            case "t5" -> unigram(vocabulary);
            case "rwkv" -> {
                TokenRoles roles = new TokenRoles(vocabulary, Map.of());
                yield new TokenizerFamily(
                        roles,
                        new TrieEncoder(vocabulary, roles),
                        SpecialToken.BOS,
                        SpecialToken.EOS,
                        vocabulary.flags().addBos().orElse(false),
                        vocabulary.flags().addEos().orElse(false),
                        false);
            }
            case "no_vocab", "none" -> new TokenizerFamily(
                    new TokenRoles(vocabulary, Map.of()),
                    new NoVocabulary(vocabulary.size()),
                    SpecialToken.BOS,
                    SpecialToken.EOS,
                    false,
                    false,
                    false);
            default -> throw new InvalidVocabularyException(
                    "unknown tokenizer model \"" + vocabulary.model() + "\"; known are " + KNOWN);
        };
    }

    private static PreTokenizer preTokenizer(String name) {
        return PreTokenizers.find(name)
                .orElseThrow(() -> new InvalidVocabularyException(
                        "unknown pre-tokenizer \"" + name + "\"; known are " + PreTokenizers.names()));
    }

    private static TokenizerFamily bytePairs(Vocabulary vocabulary) {
        PreTokenizer preTokenizer = preTokenizer(vocabulary.preTokenizer().orElse(PreTokenizers.DEFAULT));
        if (preTokenizer.readsPlainText()) {
            boolean marksSpaces = !vocabulary.preTokenizer().orElseThrow().equals(PreTokenizers.WHITESPACE);
            return characterPairs(vocabulary, preTokenizer, marksSpaces, vocabulary.flags().addBos());
        }
        TokenRoles roles = new TokenRoles(vocabulary, Map.of());
        return new TokenizerFamily(
                roles,
                new BytePairEncoder(vocabulary, roles, preTokenizer),
                SpecialToken.BOS,
                SpecialToken.EOS,
                vocabulary.flags().addBos().orElse(preTokenizer.addsBos()),
                vocabulary.flags().addEos().orElse(false),
                false);
    }

    private static TokenizerFamily characterPairs(
            Vocabulary vocabulary, PreTokenizer preTokenizer, boolean marksSpaces, Optional<Boolean> addBos) {
        TokenRoles roles = new TokenRoles(vocabulary, Map.of());
        return new TokenizerFamily(
                roles,
                new CharacterPairEncoder(vocabulary, roles, preTokenizer, marksSpaces),
                SpecialToken.BOS,
                SpecialToken.EOS,
                addBos.orElse(false),
                vocabulary.flags().addEos().orElse(false),
                false);
    }

    private static TokenizerFamily sentencePiece(Vocabulary vocabulary) {
        TokenRoles roles = new TokenRoles(
                vocabulary, Map.of(SpecialToken.UNKNOWN, 0, SpecialToken.BOS, 1, SpecialToken.EOS, 2));
        boolean spacePrefix = vocabulary.flags().addSpacePrefix().orElse(true);
        return new TokenizerFamily(
                roles,
                new SentencePieceEncoder(vocabulary, roles, spacePrefix),
                SpecialToken.BOS,
                SpecialToken.EOS,
                vocabulary.flags().addBos().orElse(true),
                vocabulary.flags().addEos().orElse(false),
                spacePrefix);
    }

    /** Prompts of WordPiece models always have both ends, whatever the flags say: the reference does it so. */
    private static TokenizerFamily wordPiece(Vocabulary vocabulary) {
        Map<SpecialToken, Integer> named = vocabulary.specialIds();
        int begin = named.getOrDefault(SpecialToken.CLASSIFIER, named.getOrDefault(SpecialToken.BOS, 101));
        TokenRoles roles = new TokenRoles(
                vocabulary,
                Map.of(SpecialToken.UNKNOWN, 100, SpecialToken.CLASSIFIER, begin, SpecialToken.BOS, begin,
                        SpecialToken.SEPARATOR, 102, SpecialToken.PADDING, 0, SpecialToken.MASK, 103));
        return new TokenizerFamily(
                roles,
                new WordPieceEncoder(vocabulary, roles),
                SpecialToken.CLASSIFIER,
                SpecialToken.SEPARATOR,
                true,
                true,
                true);
    }

    private static TokenizerFamily unigram(Vocabulary vocabulary) {
        TokenRoles roles = new TokenRoles(
                vocabulary, Map.of(SpecialToken.EOS, 1, SpecialToken.UNKNOWN, 2, SpecialToken.PADDING, 0));
        boolean spacePrefix = vocabulary.flags().addSpacePrefix().orElse(false);
        return new TokenizerFamily(
                roles,
                new UnigramEncoder(vocabulary, roles, spacePrefix),
                SpecialToken.BOS,
                SpecialToken.EOS,
                vocabulary.flags().addBos().orElse(false),
                vocabulary.flags().addEos().orElse(true),
                spacePrefix || vocabulary.normalization().removeExtraSpaces().orElse(false));
    }
}
