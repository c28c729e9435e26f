package hearth.grammar.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.schema.UnsupportedSchemaException;
import hearth.grammar.token.GrammarMatcher;
import hearth.grammar.token.TestVocabulary;
import hearth.grammar.token.TokenGrammar;
import hearth.grammar.token.TokenVocabulary;
import hearth.grammar.token.TriggeredMatcher;
import hearth.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolCallGrammarTest {
    private static final TokenVocabulary VOCABULARY = TestVocabulary.of("get", " weather");
    private static final List<ToolDefinition> TOOLS = List.of(
            new ToolDefinition("weather", Json.parse(
                    "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}")),
            new ToolDefinition("sum", Json.parse(
                    "{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"#/$defs/n\"}},\"required\":[\"x\"],\"$defs\":{\"n\":{\"type\":\"integer\"}}}")));

    @Test
    void requiresACall() {
        TokenGrammar grammar = calls(ToolCallSyntax.HERMES).required(TOOLS, 2);
        String sum = "<tool_call>\n{\"name\": \"sum\", \"arguments\": {\"x\":5}}\n</tool_call>";
        String weather = "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Bonn\"}}\n</tool_call>";
        assertThat(TestVocabulary.matches(grammar, sum)).isTrue();
        assertThat(TestVocabulary.matches(grammar, weather + "\n" + sum)).isTrue();
        assertThat(TestVocabulary.matches(grammar, weather + "\n" + sum + "\n" + sum)).isFalse();
        assertThat(TestVocabulary.matches(grammar, "Hello")).isFalse();
        assertThat(TestVocabulary.matches(grammar, sum.replace("5", "\"5\""))).isFalse();
        assertThat(TestVocabulary.matches(grammar, sum.replace("sum", "product"))).isFalse();
    }

    @Test
    void aNamedToolIsTheOnlyOne() {
        TokenGrammar grammar = calls(ToolCallSyntax.LLAMA3).required(TOOLS.subList(0, 1), 1);
        assertThat(TestVocabulary.matches(grammar, "{\"name\": \"weather\", \"parameters\": {\"city\":\"\"}}")).isTrue();
        assertThat(TestVocabulary.matches(grammar, "{\"name\": \"sum\", \"parameters\": {\"x\":5}}")).isFalse();
    }

    @Test
    void bindsWhenACallBegins() {
        TriggeredMatcher matcher = calls(ToolCallSyntax.HERMES).whenBegun(TOOLS, 1).matcher();
        for (byte b : "Let me see. <tool_call>".getBytes(StandardCharsets.US_ASCII)) {
            assertThat(matcher.isBound()).isFalse();
            matcher.accept(3 + b);
        }
        assertThat(matcher.isBound()).isTrue();
        assertThat(matcher.allows(3 + '\n')).isTrue();
        assertThat(matcher.allows(3 + 'x')).isFalse();
    }

    @Test
    void markersThatAreControlTokensAreTokens() {
        ToolCallSyntax syntax = new ToolCallSyntax("<tool>", "", "", "");
        int tool = VOCABULARY.tokenizer().find("<tool>").orElseThrow();
        GrammarMatcher matcher = calls(syntax).required(TOOLS, 1).matcher();
        assertThat(matcher.allows(3 + '<')).isFalse();
        matcher.accept(tool);
        assertThat(matcher.acceptBytes("sum{\"x\":1}".getBytes(StandardCharsets.US_ASCII))).isTrue();
        assertThat(matcher.mustEnd()).isTrue();
        TriggeredMatcher free = calls(syntax).whenBegun(TOOLS, 1).matcher();
        free.accept(3 + 'x');
        free.accept(tool);
        assertThat(free.isBound()).isTrue();
    }

    @Test
    void refusesWhatItCannotEnforce() {
        List<ToolDefinition> tools = List.of(new ToolDefinition("f", Map.of("not", Map.of())));
        assertThatThrownBy(() -> calls(ToolCallSyntax.HERMES).required(tools, 1)).isInstanceOf(UnsupportedSchemaException.class);
        assertThatThrownBy(() -> calls(ToolCallSyntax.HERMES).required(List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ToolCallGrammar calls(ToolCallSyntax syntax) {
        return new ToolCallGrammar(syntax, VOCABULARY, JsonSchemaOptions.DEFAULT);
    }
}
