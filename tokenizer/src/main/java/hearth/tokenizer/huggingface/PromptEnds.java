package hearth.tokenizer.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tokens that a folder's post-processor puts around a prompt.
 *
 * @param begin the text of the one in front
 * @param end the text of the one behind
 * @param known whether the folder has a post-processor that says so at all
 */
record PromptEnds(Optional<String> begin, Optional<String> end, boolean known) {
    private static final PromptEnds UNKNOWN = new PromptEnds(Optional.empty(), Optional.empty(), false);

    /** Adds a note where there is more around a prompt than one token on each side. */
    static PromptEnds of(JsonValue tokenizer, List<String> notes) {
        PromptEnds ends = UNKNOWN;
        Optional<JsonValue> processor = tokenizer.find("post_processor");
        if (processor.isEmpty()) {
            return ends;
        }
        for (JsonValue step : processor.get().steps("processors")) {
            switch (step.type()) {
                case "ByteLevel" -> {} // only moves offsets
                case "TemplateProcessing" -> ends = template(step, notes);
                case "BertProcessing", "RobertaProcessing" -> ends = new PromptEnds(
                        Optional.of(step.required("cls").list().getFirst().text()),
                        Optional.of(step.required("sep").list().getFirst().text()),
                        true);
                default -> throw step.unsupported("the post-processor " + step.type() + " is not known");
            }
        }
        return ends;
    }

    private static PromptEnds template(JsonValue step, List<String> notes) {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        List<String> side = before;
        for (JsonValue item : step.required("single").list()) {
            if (item.find("Sequence").isPresent()) {
                side = after;
            } else {
                side.add(item.required("SpecialToken").required("id").text());
            }
        }
        if (before.size() > 1 || after.size() > 1) {
            notes.add("Prompts have " + before + " in front and " + after + " behind; only one token on each side is kept.");
        }
        return new PromptEnds(before.stream().findFirst(), after.stream().findFirst(), true);
    }
}
