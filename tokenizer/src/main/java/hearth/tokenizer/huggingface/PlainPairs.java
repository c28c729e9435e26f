package hearth.tokenizer.huggingface;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Brings merges of plain text to a form that model files have. If they come from a SentencePiece model, they are just "any two
 * neighbours that make a token", and scores say the same. Otherwise only vocabularies without a space prefix have a form.
 */
final class PlainPairs {
    private PlainPairs() {}

    static boolean isByte(String text) {
        return text.length() == 6 && text.matches("<0x[0-9A-Fa-f]{2}>");
    }

    static void finish(JsonValue json, JsonValue model, List<String[]> merges, VocabularyBuilder vocabulary) {
        if (model.flag("ignore_merges", false)) {
            throw model.unsupported("ignore_merges is not supported in a BPE with byte tokens");
        }
        Map<String, Integer> firstRanks = new HashMap<>(); // by the text that a merge makes
        if (areAllPairs(merges, vocabulary, firstRanks)) {
            vocabulary.model = "llama";
            vocabulary.preTokenizer = Optional.of("default");
            vocabulary.scores(firstRanks);
            return;
        }
        if (vocabulary.addSpacePrefix) {
            throw model.unsupported("the merges are not those of a SentencePiece model, and text gets a space in front: "
                    + "no model file can say that");
        }
        for (String[] pair : merges) {
            String made = pair[0] + pair[1];
            if (made.indexOf('\n') >= 0 && !made.chars().allMatch(c -> c == '\n')) {
                throw model.unsupported("the merge of \"" + pair[0] + "\" and \"" + pair[1]
                        + "\" crosses a line end: no model file can say that");
            }
            vocabulary.merge(pair[0], pair[1]);
        }
        if (!PromptEnds.of(json, vocabulary.notes).begin().isPresent()) {
            vocabulary.notes.add("Prompts will start with the begin token: vocabularies of this kind always do in model files.");
        }
        vocabulary.model = "gemma4";
        vocabulary.preTokenizer = Optional.of("gemma4");
    }

    /**
     * Whether every two tokens that make a third may merge, and merges that make the same are next to each other in rank.
     *
     * @param firstRanks gets the rank of each text that merges make
     */
    private static boolean areAllPairs(List<String[]> merges, VocabularyBuilder vocabulary, Map<String, Integer> firstRanks) {
        Map<String, Integer> counts = new HashMap<>();
        String last = "";
        for (int rank = 0; rank < merges.size(); rank++) {
            String made = merges.get(rank)[0] + merges.get(rank)[1];
            if (!made.equals(last) && firstRanks.containsKey(made)) {
                return false; // other merges between
            }
            firstRanks.putIfAbsent(made, rank);
            counts.merge(made, 1, Integer::sum);
            last = made;
        }
        for (String text : vocabulary.normalTexts()) {
            int pairs = 0;
            for (int cut = text.offsetByCodePoints(0, 1); cut < text.length(); cut = text.offsetByCodePoints(cut, 1)) {
                if (isNormal(vocabulary, text.substring(0, cut)) && isNormal(vocabulary, text.substring(cut))) {
                    pairs++;
                }
            }
            if (pairs != counts.getOrDefault(text, 0)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNormal(VocabularyBuilder vocabulary, String text) {
        OptionalInt id = vocabulary.id(text);
        return id.isPresent() && vocabulary.type(id.getAsInt()) == VocabularyBuilder.NORMAL;
    }
}
