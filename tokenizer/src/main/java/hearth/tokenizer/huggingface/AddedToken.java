package hearth.tokenizer.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A token added to a trained vocabulary.
 *
 * @param special whether it steers the model and is no text
 * @param stripsBefore whether white space before it is dropped
 * @param stripsAfter whether white space behind it is dropped
 */
record AddedToken(int id, String content, boolean special, boolean stripsBefore, boolean stripsAfter) {
    // added tokens that are markers although not all files call them special; llama.cpp's converter has the same rule
    private static final Pattern MARKER =
            Pattern.compile("<pad>|<mask>|<2mass>|\\[@BOS@]|<\\|.*\\|>|<\uFF5C.*\uFF5C>|<unused.*>", Pattern.DOTALL);

    boolean isMarker() {
        return special || MARKER.matcher(content).matches();
    }

    static AddedToken of(JsonValue json, int id) {
        String content = json.required("content").text();
        if (json.flag("single_word", false)) {
            throw json.unsupported("the added token \"" + content + "\" is single_word, which no model file can say");
        }
        return new AddedToken(
                id, content, json.flag("special", false), json.flag("lstrip", false), json.flag("rstrip", false));
    }

    /** Those listed in {@code tokenizer.json}. */
    static List<AddedToken> listed(JsonValue tokenizer) {
        List<AddedToken> tokens = new ArrayList<>();
        tokenizer.find("added_tokens").ifPresent(list -> {
            for (JsonValue json : list.list()) {
                tokens.add(of(json, json.required("id").wholeNumber()));
            }
        });
        return tokens;
    }
}
