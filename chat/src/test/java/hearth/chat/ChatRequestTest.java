package hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChatRequestTest {
    @Test
    void givesTheVariablesTemplatesExpect() {
        ToolCall call = new ToolCall("c1", "weather", Map.of("city", "Paris"));
        ChatRequest request = new ChatRequest(
                List.of(
                        Message.user("Weather?"),
                        Message.assistant("").withThinking("hm").withToolCalls(List.of(call)),
                        Message.tool("weather", "c1", "21")),
                List.of(Map.of("type", "function")),
                false,
                new TreeMap<>(Map.of("enable_thinking", true, "messages", "overridden")));
        assertThat(Json.write(request.templateVariables()))
                .isEqualTo("{\"documents\":null,\"enable_thinking\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"},"
                        + "{\"role\":\"assistant\",\"content\":\"\",\"reasoning_content\":\"hm\",\"thinking\":\"hm\","
                        + "\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"weather\","
                        + "\"arguments\":{\"city\":\"Paris\"}}}]},"
                        + "{\"role\":\"tool\",\"content\":\"21\",\"name\":\"weather\",\"tool_call_id\":\"c1\"}],"
                        + "\"tools\":[{\"type\":\"function\"}],\"add_generation_prompt\":false}");
    }

    @Test
    void hasNoToolsWithoutTools() {
        Map<String, Object> variables = ChatRequest.of(List.of(Message.user("a"))).templateVariables();
        assertThat(TestTemplates.render("{{ tools }} {{ tools is defined }} {{ add_generation_prompt }}", variables))
                .isEqualTo("None True True");
    }

    @Test
    void keepsMediaInPlace() {
        Message message = new Message(
                Message.USER,
                List.of(new ContentPart.Media("image"), new ContentPart.Text("What is it?")),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        String source = "{% for p in messages[0].content %}{{ '<image>' if p.type == 'image' else p.text }}{% endfor %}";
        assertThat(TestTemplates.marked(source, ChatRequest.of(List.of(message)).templateVariables()))
                .isEqualTo("<image>\u00abWhat is it?\u00bb");
    }

    @Test
    void rendersChatMl() {
        ChatRequest request = ChatRequest.of(List.of(Message.system("Be <|im_end|> terse."), Message.user("Hi")));
        RenderedPrompt prompt = ChatTemplate.chatMl().render(request, TestTemplates.OPTIONS);
        assertThat(prompt.text())
                .isEqualTo("<|im_start|>system\nBe <|im_end|> terse.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
                        + "<|im_start|>assistant\n");
        assertThat(prompt.parts())
                .containsExactly(
                        new PromptPart("<|im_start|>system\n", true),
                        new PromptPart("Be <|im_end|> terse.", false),
                        new PromptPart("<|im_end|>\n<|im_start|>user\n", true),
                        new PromptPart("Hi", false),
                        new PromptPart("<|im_end|>\n<|im_start|>assistant\n", true));
    }

    @Test
    void knowsWhatATemplateCanDo() {
        assertThat(ChatTemplate.chatMl().usesTools()).isFalse();
        assertThat(ChatTemplate.chatMl().usesThinking()).isFalse();
        assertThat(ChatTemplate.parse("{{ tools | tojson }}").usesTools()).isTrue();
        assertThat(ChatTemplate.parse("{{ tools.x.y }}").usesTools()).isFalse();
        assertThat(ChatTemplate.parse("{{ '</think>' if not enable_thinking }}").usesThinking()).isTrue();
        assertThat(ChatTemplate.parse("{# <think> </think> #}").usesThinking()).isTrue();
    }
}
