package hearth.tokenizer.huggingface;

import hearth.tokenizer.InvalidVocabularyException;
import hearth.tokenizer.SpecialToken;
import hearth.tokenizer.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the tokenizer of a model folder: {@code tokenizer.json}, a file of tiktoken, SentencePiece's {@code tokenizer.model}, or a
 * WordPiece {@code vocab.txt}, together with the small files beside them.
 */
public final class HuggingFaceTokenizer {
    private static final String JSON = "tokenizer.json";
    private static final List<String> SENTENCE_PIECE = List.of("tokenizer.model", "spiece.model");
    private static final String WORD_PIECE = "vocab.txt";
    private static final PromptEnds NO_ENDS = new PromptEnds(Optional.empty(), Optional.empty(), false);

    private HuggingFaceTokenizer() {}

    /** As {@link #read(Path, int)} with no more tokens than the files name. */
    public static TokenizerFiles read(Path folder) throws IOException {
        return read(folder, 0);
    }

    /**
     * Reads the tokenizer of {@code folder}.
     *
     * @param vocabularySize rows of the model's embedding; a vocabulary with fewer tokens is filled up with unused ones, and tokens added
     *     behind the last row are left out, with a note
     * @throws InvalidVocabularyException if there is no tokenizer, a file is malformed, or it asks for something that a model
     *     file can't say; the message names file and place
     */
    public static TokenizerFiles read(Path folder, int vocabularySize) throws IOException {
        TokenizerConfig config = TokenizerConfig.read(folder);
        Optional<TiktokenVocabulary> ranked = TiktokenVocabulary.in(folder);
        if (ranked.isPresent() && !Files.isRegularFile(folder.resolve(JSON))) {
            VocabularyBuilder vocabulary = ranked.get().read(folder, config, vocabularySize);
            config.addSpecials(vocabulary);
            return finish(vocabulary, NO_ENDS, config, vocabularySize);
        }
        Optional<Path> pieces = SENTENCE_PIECE.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
        VocabularyBuilder vocabulary;
        PromptEnds ends = NO_ENDS;
        if (Files.isRegularFile(folder.resolve(JSON))) {
            JsonValue json = JsonValue.read(folder.resolve(JSON));
            JsonValue model = json.required("model");
            // scores of a SentencePiece file are exact, in tokenizer.json they have become an order of merges
            boolean sameAsPieces = modelType(model).equals("BPE") && model.flag("byte_fallback", false)
                    && pieces.isPresent() && SentencePieceFile.isOne(pieces.get());
            vocabulary = sameAsPieces ? SentencePieceFile.read(pieces.get()) : readJson(json, model, config);
            AddedToken.listed(json).forEach(token -> add(token, vocabulary, vocabularySize));
            ends = PromptEnds.of(json, vocabulary.notes);
        } else if (pieces.isPresent()) {
            vocabulary = SentencePieceFile.read(pieces.get());
        } else if (Files.isRegularFile(folder.resolve(WORD_PIECE))) {
            vocabulary = WordPieceJson.readList(folder.resolve(WORD_PIECE), config);
        } else {
            throw new InvalidVocabularyException("no tokenizer in " + folder.getFileName() + ": none of " + JSON + ", "
                    + String.join(", ", SENTENCE_PIECE) + ", " + WORD_PIECE + ", " + String.join(", ", TiktokenVocabulary.files()));
        }
        config.addedTokens().stream()
                .filter(token -> token.id() >= vocabulary.size() || vocabulary.id(token.content()).isPresent())
                .forEach(token -> add(token, vocabulary, vocabularySize));
        config.addSpecials(vocabulary);
        return finish(vocabulary, ends, config, vocabularySize);
    }

    /** Tokens for what only other parts of a model read, such as images in Gemma 3, may come behind the last row of the embedding. */
    private static void add(AddedToken token, VocabularyBuilder vocabulary, int rows) {
        boolean hasRow = rows == 0 || token.id() < rows;
        if (hasRow || token.id() < vocabulary.size()) {
            vocabulary.added(token);
        } else {
            vocabulary.notes.add("The token \"" + token.content() + "\" (" + token.id() + ") is left out: the embedding has only " + rows + " rows.");
        }
    }

    private static VocabularyBuilder readJson(JsonValue json, JsonValue model, TokenizerConfig config) {
        return switch (modelType(model)) {
            case "BPE" -> BytePairJson.read(json, model, config);
            case "WordPiece" -> WordPieceJson.read(json, model);
            case "Unigram" -> UnigramJson.read(json, model);
            default -> throw model.unsupported(
                    "the model " + modelType(model) + " is not supported; known are BPE, WordPiece, Unigram");
        };
    }

    /** Old files leave the type out where it is BPE. */
    private static String modelType(JsonValue model) {
        return model.text("type", model.find("merges").isPresent() ? "BPE" : "none");
    }

    private static TokenizerFiles finish(VocabularyBuilder vocabulary, PromptEnds ends, TokenizerConfig config, int size)
            throws IOException {
        boolean wordPiece = vocabulary.model.equals("bert");
        assign(vocabulary, ends.begin(), wordPiece ? SpecialToken.CLASSIFIER : SpecialToken.BOS);
        assign(vocabulary, ends.end(), wordPiece ? SpecialToken.SEPARATOR : SpecialToken.EOS);
        if (wordPiece) { // readers of model files differ in which name they look for
            vocabulary.special(SpecialToken.CLASSIFIER).ifPresent(id -> vocabulary.special(SpecialToken.BOS, id));
        }
        // a post-processor decides; without one the slow tokenizers' switches do
        boolean addBos = ends.known() ? ends.begin().isPresent() : config.flag("add_bos_token").orElse(defaultBos(vocabulary));
        boolean addEos = ends.known() ? ends.end().isPresent() : config.flag("add_eos_token").orElse(defaultEos(vocabulary));
        Vocabulary built = vocabulary.build(size, addBos, addEos);
        Map<String, String> templates = new HashMap<>(config.chatTemplates());
        Optional<String> main = Optional.ofNullable(templates.remove("default"));
        return new TokenizerFiles(built, config.flag("clean_up_tokenization_spaces"), main, templates, vocabulary.notes);
    }

    private static boolean defaultBos(VocabularyBuilder vocabulary) {
        return vocabulary.model.equals("llama") || vocabulary.model.equals("bert");
    }

    private static boolean defaultEos(VocabularyBuilder vocabulary) {
        return vocabulary.model.equals("t5") || vocabulary.model.equals("bert");
    }

    /** The token at an end of prompts has that role, whatever else the folder calls it. */
    private static void assign(VocabularyBuilder vocabulary, Optional<String> text, SpecialToken role) {
        if (text.isEmpty()) {
            return;
        }
        int id = vocabulary.id(text.get())
                .orElseThrow(() -> new InvalidVocabularyException(
                        JSON + ": post_processor names the token \"" + text.get() + "\", which is not in the vocabulary"));
        vocabulary.special(role, id);
    }
}
