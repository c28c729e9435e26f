package hearth.chat;

import hearth.chat.template.Template;
import hearth.chat.value.MarkedText;
import hearth.chat.value.TemplateFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A chat template in the Jinja language as models carry it. Immutable: many renders may run at once. */
public final class ChatTemplate {
    private static final String CHAT_ML =
            """
            {%- for message in messages -%}
            {{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
            {%- endfor -%}
            {%- if add_generation_prompt -%}
            {{ '<|im_start|>assistant\\n' }}
            {%- endif -%}
            """;

    private final String source;
    private final Template template;

    private ChatTemplate(String source, Template template) {
        this.source = source;
        this.template = template;
    }

    /** Parses {@code source}; fails with a {@link TemplateException} only. */
    public static ChatTemplate parse(String source) {
        try {
            return new ChatTemplate(source, Template.parse(source));
        } catch (TemplateFault fault) {
            throw exception(fault);
        } catch (StackOverflowError _) {
            throw stackSpent();
        }
    }

    /** The common {@code <|im_start|>role} form, for a model that has its tokens but no template. */
    public static ChatTemplate chatMl() {
        return parse(CHAT_ML);
    }

    public String source() {
        return source;
    }

    /** Renders a conversation; fails with a {@link TemplateException} only. */
    public RenderedPrompt render(ChatRequest request, TemplateOptions options) {
        return render(request.templateVariables(), options);
    }

    /**
     * Renders with {@code variables}, plain JSON values by name. The begin and end token of {@code options} go in as {@code
     * bos_token} and {@code eos_token}. Fails with a {@link TemplateException} only.
     */
    public RenderedPrompt render(Map<String, Object> variables, TemplateOptions options) {
        try {
            TemplateVariables values = new TemplateVariables(variables, options);
            return prompt(template.render(values.values(), values.length(), options.clock()));
        } catch (TemplateFault fault) {
            throw exception(fault);
        } catch (StackOverflowError _) {
            throw stackSpent();
        }
    }

    /** Whether tool definitions reach the prompt: a probe is rendered. */
    public boolean usesTools() {
        return new TemplateProbe(this).showsTools();
    }

    /** Whether the model thinks before it answers: the template has think tags, or {@code enable_thinking} changes the prompt. */
    public boolean usesThinking() {
        return (source.contains("<think>") && source.contains("</think>")) || new TemplateProbe(this).heedsThinking();
    }

    private static RenderedPrompt prompt(MarkedText text) {
        List<PromptPart> parts = new ArrayList<>(text.runCount());
        for (int run = 0; run < text.runCount(); run++) {
            String part = text.text().substring(text.runStart(run), text.runEnd(run));
            parts.add(new PromptPart(part, text.runTrusted(run)));
        }
        return new RenderedPrompt(parts);
    }

    private static TemplateException exception(TemplateFault fault) {
        TemplateException.Reason reason =
                switch (fault.kind()) {
                    case SYNTAX -> TemplateException.Reason.SYNTAX;
                    case RUNTIME -> TemplateException.Reason.RUNTIME;
                    case RAISED -> TemplateException.Reason.RAISED;
                    case LIMIT -> TemplateException.Reason.LIMIT;
                };
        return new TemplateException(reason, fault.getMessage(), fault.line());
    }

    /** Only a thread with a very small stack comes here: the depth limits hold long before. */
    private static TemplateException stackSpent() {
        return new TemplateException(
                TemplateException.Reason.LIMIT, "the template nests deeper than this thread's stack allows", 0);
    }
}
