package hearth.chat.answer;

import hearth.chat.ChatRequest;
import hearth.chat.ChatTemplate;
import hearth.chat.Message;
import hearth.chat.TemplateException;
import hearth.chat.TemplateOptions;
import hearth.chat.ToolCall;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model writes its reasoning and its tool calls. Found out by asking its chat template to render a call and looking which of the
 * known syntaxes reads the same call out of it. Immutable.
 */
public final class AnswerFormat {
    private static final String TOOL = "hearth_probe";
    private static final Map<String, Object> ARGUMENTS = Map.of("city", "Paris", "count", 2L);

    private final Optional<ThinkTags> thinking;
    private final Optional<ToolSyntax> syntax;
    private final boolean harmony;

    private AnswerFormat(Optional<ThinkTags> thinking, Optional<ToolSyntax> syntax, boolean harmony) {
        this.thinking = thinking;
        this.syntax = syntax;
        this.harmony = harmony;
    }

    /** The format of a model with this template. */
    public static AnswerFormat of(ChatTemplate template) {
        AnswerFormat plain = withoutTools(template);
        if (plain.harmony || !template.usesTools()) {
            return plain;
        }
        Optional<ToolSyntax> rendered = renderedSyntax(template);
        return new AnswerFormat(plain.thinking, Optional.of(rendered.orElseGet(() -> spokenOf(template.source()))), false);
    }

    /** As {@link #of}, for conversations without tools: the template is only looked at, not rendered. */
    public static AnswerFormat withoutTools(ChatTemplate template) {
        String source = template.source();
        return isHarmony(source)
                ? new AnswerFormat(Optional.empty(), Optional.empty(), true)
                : new AnswerFormat(ThinkTags.in(source), Optional.empty(), false);
    }

    private static boolean isHarmony(String source) {
        return source.contains("<|channel|>") && source.contains("<|message|>") && source.contains("analysis");
    }

    /** Text only: a model without a template. */
    public static AnswerFormat plain() {
        return new AnswerFormat(Optional.empty(), Optional.empty(), false);
    }

    /** Whether the model marks its reasoning. */
    public boolean thinks() {
        return harmony || thinking.isPresent();
    }

    /** Whether the model can be told of tools. */
    public boolean callsTools() {
        return harmony || syntax.isPresent();
    }

    /** Name of the way calls are written, for people and tests; empty if there is none. */
    public Optional<String> toolSyntax() {
        return harmony ? Optional.of("HARMONY") : syntax.map(ToolSyntax::name);
    }

    /** The beginning of the reasoning as the model writes it, where the prompt has not begun it; empty if it marks none. */
    public Optional<String> thinkingBegin() {
        return harmony ? Optional.of(HarmonyStage.ANALYSIS) : thinking.map(ThinkTags::open);
    }

    /** Whether the answer to this prompt goes on with reasoning that the prompt began. */
    public boolean isThinkingBegunIn(String prompt) {
        return thinking.filter(tags -> tags.opensIn(prompt)).isPresent();
    }

    /** What stands between the reasoning and the answer's own beginning: the end of the reasoning, and what leads on. */
    public Optional<String> thinkingToAnswer() {
        return harmony ? Optional.of(HarmonyStage.NEXT_MESSAGE) : thinkingEnd();
    }

    /** What an answer that is text must begin with; empty if it just begins. */
    public String textBegin() {
        return harmony ? HarmonyStage.FINAL : "";
    }

    /** Markers that begin a call or part an answer: none of them stands in plain text. */
    public List<String> markers() {
        return harmony
                ? HarmonyStage.ENDS
                : syntax.map(each -> each.openers().stream().map(Opener::marker).toList()).orElse(List.of());
    }

    /** The end of the reasoning as the model writes it; empty if it marks none. */
    public Optional<String> thinkingEnd() {
        return harmony ? Optional.of("<|end|>") : thinking.map(ThinkTags::close);
    }

    /**
     * A parser for the answer to a prompt.
     *
     * @param prompt the rendered prompt: it may end with the beginning of the reasoning
     * @param tools of the request; without any, what looks like a call is text
     */
    public AnswerParser parser(String prompt, List<Map<String, Object>> tools) {
        ToolSchemas schemas = new ToolSchemas(tools);
        if (harmony) {
            return new StagedParser(new HarmonyStage(), schemas);
        }
        boolean calls = syntax.isPresent() && !schemas.isEmpty();
        List<Opener> openers = new ArrayList<>(calls ? syntax.get().openers() : List.of());
        thinking.ifPresent(tags -> openers.add(new Opener(tags.open(), text -> new ThinkingStage(tags.close(), text))));
        Stage text = new TextStage(List.copyOf(openers));
        Stage lead = calls && syntax.get() == ToolSyntax.BARE_JSON ? new LeadStage(text) : text;
        boolean open = thinking.isPresent() && thinking.get().opensIn(prompt);
        return new StagedParser(open ? new ThinkingStage(thinking.get().close(), lead) : lead, schemas);
    }

    private static Optional<ToolSyntax> renderedSyntax(ChatTemplate template) {
        String text;
        try {
            text = renderedCall(template);
        } catch (TemplateException e) {
            return Optional.empty();
        }
        for (ToolSyntax candidate : ToolSyntax.values()) {
            if (reads(candidate, text)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** What the template writes for a message that calls the probe, from where the assistant begins. */
    private static String renderedCall(ChatTemplate template) {
        TemplateOptions options = new TemplateOptions("", "", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        Message question = Message.user("Hi");
        Message call = Message.assistant("").withToolCalls(List.of(new ToolCall("call00000", TOOL, ARGUMENTS)));
        Message result = Message.tool(TOOL, "call00000", "ok");
        String before = template.render(new ChatRequest(List.of(question), tools(), false, Map.of()), options).text();
        String prompt = template.render(new ChatRequest(List.of(question), tools(), true, Map.of()), options).text();
        String after = template.render(new ChatRequest(List.of(question, call, result), tools(), false, Map.of()), options).text();
        int common = commonPrefix(prompt, after);
        return after.substring(Math.max(common, commonPrefix(before, after)));
    }

    private static List<Map<String, Object>> tools() {
        Map<String, Object> properties = Map.of("city", Map.of("type", "string"), "count", Map.of("type", "integer"));
        Map<String, Object> parameters = Map.of("type", "object", "properties", properties, "required", List.of("city"));
        Map<String, Object> function = Map.of("name", TOOL, "description", "probe", "parameters", parameters);
        return List.of(Map.of("type", "function", "function", function));
    }

    private static int commonPrefix(String a, String b) {
        int length = Math.min(a.length(), b.length());
        int common = 0;
        while (common < length && a.charAt(common) == b.charAt(common)) {
            common++;
        }
        return common;
    }

    private static boolean reads(ToolSyntax candidate, String text) {
        List<AnswerEvent.CallFinished> found = new ArrayList<>();
        AnswerParser parser = new AnswerFormat(Optional.empty(), Optional.of(candidate), false).parser("", tools());
        parser.push(text, event -> collect(event, found));
        parser.finish(event -> collect(event, found));
        return found.size() == 1
                && found.getFirst().name().equals(TOOL)
                && found.getFirst().arguments().equals(ARGUMENTS);
    }

    private static void collect(AnswerEvent event, List<AnswerEvent.CallFinished> found) {
        if (event instanceof AnswerEvent.CallFinished finished) {
            found.add(finished);
        }
    }

    /** For a template that can't render a call: the syntax whose markers it speaks of; bare JSON if none. */
    private static ToolSyntax spokenOf(String source) {
        for (ToolSyntax candidate : ToolSyntax.values()) {
            if (candidate.openers().stream().anyMatch(opener -> source.contains(opener.marker()))) {
                return candidate;
            }
        }
        return ToolSyntax.BARE_JSON;
    }
}
