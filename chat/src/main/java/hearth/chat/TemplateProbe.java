package hearth.chat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Finds out what a template can do by rendering a small conversation; one that fails can do nothing. */
final class TemplateProbe {
    private static final String TOOL = "hearth_probe";

    private final ChatTemplate template;

    TemplateProbe(ChatTemplate template) {
        this.template = template;
    }

    boolean showsTools() {
        Map<String, Object> parameters = Map.of("type", "object", "properties", Map.of());
        Map<String, Object> function = Map.of("name", TOOL, "description", "probe", "parameters", parameters);
        return render(List.of(Map.of("type", "function", "function", function)), Map.of()).contains(TOOL);
    }

    boolean heedsThinking() {
        String with = render(List.of(), Map.of("enable_thinking", true));
        return !with.equals(render(List.of(), Map.of("enable_thinking", false)));
    }

    private String render(List<Map<String, Object>> tools, Map<String, Object> variables) {
        TemplateOptions options = new TemplateOptions("", "", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        try {
            return template.render(new ChatRequest(List.of(Message.user("Hi")), tools, true, variables), options)
                    .text();
        } catch (TemplateException _) {
            return "";
        }
    }
}
