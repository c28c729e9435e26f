package hearth.tokenizer.huggingface;

import hearth.tokenizer.ExactWords;
import hearth.tokenizer.InvalidVocabularyException;
import hearth.tokenizer.Normalization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model {@code WordPiece} of {@code tokenizer.json}, or its older form {@code vocab.txt}. Model files mark the pieces that
 * begin a word, with U+2581, where Hugging Face's mark those that don't, with "##".
 */
final class WordPieceJson {
    private static final String SPACE_MARK = "\u2581";
    private static final String CONTINUATION = "##";
    private static final long MAX_FILE_BYTES = 64L << 20;

    private WordPieceJson() {}

    static VocabularyBuilder read(JsonValue json, JsonValue model) {
        if (!model.text("continuing_subword_prefix", CONTINUATION).equals(CONTINUATION)) {
            throw model.unsupported("only ## is supported as continuing_subword_prefix");
        }
        VocabularyBuilder vocabulary = new VocabularyBuilder("tokenizer.json");
        vocabulary.model = "bert";
        String unknown = model.text("unk_token", "[UNK]");
        JsonValue tokens = model.required("vocab");
        for (Map.Entry<?, ?> entry : tokens.object().entrySet()) {
            String text = String.valueOf(entry.getKey());
            int id = new JsonValue(tokens.place() + " \"" + text + "\"", entry.getValue()).wholeNumber();
            token(vocabulary, id, text, unknown);
        }
        JsonValue normalizer = json.required("normalizer");
        if (!normalizer.type().equals("BertNormalizer")) {
            throw normalizer.unsupported("only BertNormalizer is supported with WordPiece, not " + normalizer.type());
        }
        JsonValue preTokenizer = json.required("pre_tokenizer");
        if (!preTokenizer.type().equals("BertPreTokenizer")) {
            throw preTokenizer.unsupported("only BertPreTokenizer is supported with WordPiece, not " + preTokenizer.type());
        }
        boolean lowerCase = normalizer.flag("lowercase", true);
        vocabulary.normalization = normalization(lowerCase, normalizer.flag("strip_accents", lowerCase), new ExactWords(
                normalizer.flag("clean_text", true),
                normalizer.flag("handle_chinese_chars", true),
                model.find("max_input_chars_per_word").map(JsonValue::wholeNumber).orElse(ExactWords.USUAL_LONGEST)));
        return vocabulary;
    }

    static VocabularyBuilder readList(Path file, TokenizerConfig config) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new InvalidVocabularyException(file.getFileName() + " has more than " + MAX_FILE_BYTES + " bytes");
        }
        VocabularyBuilder vocabulary = new VocabularyBuilder(String.valueOf(file.getFileName()));
        vocabulary.model = "bert";
        List<String> lines = Files.readAllLines(file);
        for (int id = 0; id < lines.size(); id++) {
            token(vocabulary, id, lines.get(id), "[UNK]");
        }
        for (String special : List.of("[PAD]", "[CLS]", "[SEP]", "[MASK]")) {
            vocabulary.id(special).ifPresent(id ->
                    vocabulary.added(new AddedToken(id, special, true, false, false)));
        }
        boolean lowerCase = config.flag("do_lower_case").orElse(true);
        vocabulary.normalization = normalization(lowerCase, config.flag("strip_accents").orElse(lowerCase), new ExactWords(
                true, config.flag("tokenize_chinese_chars").orElse(true), ExactWords.USUAL_LONGEST));
        return vocabulary;
    }

    private static void token(VocabularyBuilder vocabulary, int id, String text, String unknown) {
        if (text.equals(unknown)) {
            vocabulary.token(id, text, text, VocabularyBuilder.UNKNOWN, 0);
        } else {
            String piece = text.startsWith(CONTINUATION) ? text.substring(CONTINUATION.length()) : SPACE_MARK + text;
            vocabulary.token(id, text, piece, VocabularyBuilder.NORMAL, 0);
        }
    }

    private static Normalization normalization(boolean lowerCase, boolean stripAccents, ExactWords words) {
        return new Normalization(Optional.of(lowerCase), Optional.of(stripAccents), Optional.empty(), new byte[0]).withExactWords(words);
    }
}
