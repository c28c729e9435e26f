package hearth.tokenizer.huggingface;

import hearth.tokenizer.InvalidVocabularyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The model {@code BPE} of {@code tokenizer.json}: byte-level, or on plain text with byte tokens. */
final class BytePairJson {
    private static final String SPACE_MARK = "\u2581";

    private BytePairJson() {}

    static VocabularyBuilder read(JsonValue json, JsonValue model, TokenizerConfig config) {
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.text(affix, "").isEmpty()) {
                throw model.unsupported(affix + " is not supported");
            }
        }
        List<JsonValue> preSteps = json.find("pre_tokenizer").map(pre -> pre.steps("pretokenizers")).orElse(List.of());
        List<JsonValue> normalSteps = json.find("normalizer").map(normal -> normal.steps("normalizers")).orElse(List.of());
        boolean byteLevel = preSteps.stream().anyMatch(step -> step.type().equals("ByteLevel"));
        if (!byteLevel && !model.flag("byte_fallback", false)) {
            throw model.unsupported("a BPE that is neither byte-level (pre_tokenizer ByteLevel) nor has byte_fallback");
        }
        VocabularyBuilder vocabulary = new VocabularyBuilder("tokenizer.json");
        addTokens(model, vocabulary, byteLevel);
        List<String[]> merges = merges(model);
        if (byteLevel) {
            vocabulary.model = "gpt2";
            readNormalizers(normalSteps, vocabulary);
            boolean cleanSpaces = config.flag("clean_up_tokenization_spaces").orElse(true);
            boolean wholeWords = model.flag("ignore_merges", false);
            vocabulary.preTokenizer = Optional.of(
                    PreTokenizerNames.find(json.required("pre_tokenizer"), preSteps, wholeWords, cleanSpaces));
            merges.forEach(pair -> vocabulary.merge(pair[0], pair[1]));
        } else {
            vocabulary.addSpacePrefix = addsSpace(normalSteps, preSteps);
            PlainPairs.finish(json, model, merges, vocabulary);
        }
        return vocabulary;
    }

    private static void addTokens(JsonValue model, VocabularyBuilder vocabulary, boolean byteLevel) {
        JsonValue tokens = model.required("vocab");
        String unknown = model.text("unk_token", "");
        for (Map.Entry<?, ?> entry : tokens.object().entrySet()) {
            String text = String.valueOf(entry.getKey());
            int id = entry.getValue() instanceof Long number && number >= 0 && number < Integer.MAX_VALUE
                    ? number.intValue()
                    : new JsonValue(tokens.place() + " \"" + text + "\"", entry.getValue()).wholeNumber();
            int type = text.equals(unknown) && !byteLevel
                    ? VocabularyBuilder.UNKNOWN
                    : !byteLevel && PlainPairs.isByte(text) ? VocabularyBuilder.BYTE : VocabularyBuilder.NORMAL;
            vocabulary.token(id, text, text, type, 0);
        }
    }

    /** Either {@code "left right"} or {@code ["left", "right"]}. */
    private static List<String[]> merges(JsonValue model) {
        JsonValue list = model.required("merges");
        List<?> raw = list.rawList();
        List<String[]> merges = new ArrayList<>(raw.size());
        for (int i = 0; i < raw.size(); i++) {
            String left;
            String right;
            if (raw.get(i) instanceof String text && text.indexOf(' ', 1) > 0) {
                int space = text.indexOf(' ', 1);
                left = text.substring(0, space);
                right = text.substring(space + 1);
            } else if (raw.get(i) instanceof List<?> pair
                    && pair.size() == 2
                    && pair.get(0) instanceof String first
                    && pair.get(1) instanceof String second) {
                left = first;
                right = second;
            } else {
                throw new JsonValue(list.place() + "[" + i + "]", raw.get(i)).wrong("a pair of texts");
            }
            if (left.isEmpty() || right.isEmpty() || left.indexOf(' ') >= 0 || right.indexOf(' ') >= 0) {
                throw new InvalidVocabularyException(
                        list.place() + "[" + i + "] has an empty text or a space, which a model file can't say");
            }
            merges.add(new String[] {left, right});
        }
        return merges;
    }

    private static void readNormalizers(List<JsonValue> steps, VocabularyBuilder vocabulary) {
        for (JsonValue step : steps) {
            if (!step.type().equals("NFC")) {
                throw step.unsupported("the normalizer " + step.type() + " is not supported in a byte-level vocabulary");
            }
            vocabulary.normalization = vocabulary.normalization.withComposition();
        }
    }

    /** Whether a space is put before a text; every other step is one that the family does anyway. */
    private static boolean addsSpace(List<JsonValue> normalSteps, List<JsonValue> preSteps) {
        boolean prefix = false;
        for (JsonValue step : normalSteps) {
            switch (step.type()) {
                case "Prepend" -> {
                    if (!step.required("prepend").text().equals(SPACE_MARK)) {
                        throw step.unsupported("only U+2581 can be put in front");
                    }
                    prefix = true;
                }
                case "Replace" -> {
                    boolean marksSpaces = step.required("pattern").text("String", "").equals(" ")
                            && step.required("content").text().equals(SPACE_MARK);
                    if (!marksSpaces) {
                        throw step.unsupported("only the replacement of a space by U+2581 is known here");
                    }
                }
                default -> throw step.unsupported("the normalizer " + step.type() + " is not supported in a BPE with byte tokens");
            }
        }
        for (JsonValue step : preSteps) {
            switch (step.type()) {
                case "Metaspace" -> prefix |= SpaceMarks.prepends(step);
                case "Split" -> {
                    // after spaces have become U+2581 there is nothing left to split at
                    boolean idle = step.required("pattern").text("String", "").equals(" ") && !normalSteps.isEmpty();
                    if (!idle) {
                        throw step.unsupported("this split is not supported in a BPE with byte tokens");
                    }
                }
                default -> throw step.unsupported("the pre-tokenizer " + step.type() + " is not supported in a BPE with byte tokens");
            }
        }
        return prefix;
    }
}
