package hearth.chat.answer;

import java.util.List;
import java.util.Optional;

/** The markers around a model's reasoning. */
record ThinkTags(String open, String close) {
    private static final List<ThinkTags> KNOWN = List.of(
            new ThinkTags("<think>", "</think>"),
            new ThinkTags("[THINK]", "[/THINK]"),
            new ThinkTags("◁think▷", "◁/think▷"),
            new ThinkTags("<mm:think>", "</mm:think>"),
            new ThinkTags("<seed:think>", "</seed:think>"),
            new ThinkTags("<|channel>thought", "<channel|>"),
            new ThinkTags("<|START_THINKING|>", "<|END_THINKING|>"),
            new ThinkTags("<|inner_prefix|>", "<|inner_suffix|>"),
            new ThinkTags("<thinking>", "</thinking>"),
            new ThinkTags("<reasoning>", "</reasoning>"),
            new ThinkTags("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]"));

    /** The ones that a template speaks of. */
    static Optional<ThinkTags> in(String template) {
        return KNOWN.stream().filter(tags -> template.contains(tags.close())).findFirst();
    }

    /** Whether a prompt ends inside the reasoning that the model is to go on with. */
    boolean opensIn(String prompt) {
        return prompt.stripTrailing().endsWith(open);
    }
}
