package hearth.grammar.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.grammar.Grammar;
import hearth.grammar.schema.InvalidSchemaException;
import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.schema.JsonSchemas;
import hearth.grammar.schema.UnsupportedSchemaException;
import hearth.grammar.token.GrammarMatcher;
import hearth.grammar.token.TestVocabulary;
import hearth.grammar.token.TokenGrammar;
import hearth.grammar.token.TokenVocabulary;
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
        TokenGrammar grammar = required(ToolCallSyntax.HERMES, TOOLS, 2);
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
        TokenGrammar grammar = required(ToolCallSyntax.LLAMA3, TOOLS.subList(0, 1), 1);
        assertThat(TestVocabulary.matches(grammar, "{\"name\": \"weather\", \"parameters\": {\"city\":\"\"}}")).isTrue();
        assertThat(TestVocabulary.matches(grammar, "{\"name\": \"sum\", \"parameters\": {\"x\":5}}")).isFalse();
    }

    @Test
    void bindsWhenACallBegins() {
        AnswerGrammar answers = new AnswerGrammar(VOCABULARY);
        Grammar calls = new ToolCallGrammar(ToolCallSyntax.HERMES, VOCABULARY, JsonSchemaOptions.DEFAULT).calls(TOOLS, 1);
        TokenGrammar grammar = TokenGrammar.compile(answers.textThenCalls(List.of("<tool_call>", "<function="), calls), VOCABULARY);
        String call = "<tool_call>\n{\"name\": \"sum\", \"arguments\": {\"x\":5}}\n</tool_call>";
        for (String text : List.of("", "Hi.", "a < b <<tool_cal> <function <tool_call", call, "Let me see." + call, "<tool_cal" + call)) {
            assertThat(TestVocabulary.matches(grammar, text)).as(text).isTrue();
        }
        for (String text : List.of("<function=sum>{}", "<tool_call>x", call + "x", "<<<tool_call>\n{}", "<tool_call>" + call)) {
            assertThat(TestVocabulary.matches(grammar, text)).as(text).isFalse();
        }
    }

    @Test
    void bareCallsAreToldByTheirFirstCharacter() {
        AnswerGrammar answers = new AnswerGrammar(VOCABULARY);
        Grammar calls = new ToolCallGrammar(ToolCallSyntax.LLAMA3, VOCABULARY, JsonSchemaOptions.DEFAULT).calls(TOOLS, 2);
        TokenGrammar grammar = TokenGrammar.compile(answers.textOrCalls("{[", List.of("<|python_tag|>"), calls), VOCABULARY);
        String call = "{\"name\": \"sum\", \"parameters\": {\"x\":5}}";
        for (String text : List.of("", " \n", "Hi {x}", "<p>{", "<|python", "<<|pytho>", call, call + "; " + call)) {
            assertThat(TestVocabulary.matches(grammar, text)).as(text).isTrue();
        }
        for (String text : List.of(" {\"name\"}", "[", "x <|python_tag|>", "<|python_tag|>", call + " " + call)) {
            assertThat(TestVocabulary.matches(grammar, text)).as(text).isFalse();
        }
    }

    @Test
    void reasoningComesBeforeTheAnswer() {
        AnswerGrammar answers = new AnswerGrammar(VOCABULARY);
        Grammar shape = JsonSchemas.compile(Map.of("enum", List.of(1L, 2L)));
        AnswerGrammar.Reasoning tags = new AnswerGrammar.Reasoning("<think>", "</think>", List.of());
        TokenGrammar inside = TokenGrammar.compile(answers.behind(tags, AnswerGrammar.Start.INSIDE_REASONING, shape), VOCABULARY);
        assertThat(TestVocabulary.matches(inside, "one </thin or <two></think>\n\n2")).isTrue();
        assertThat(TestVocabulary.matches(inside, "2")).isFalse();
        assertThat(TestVocabulary.matches(inside, "</think></think>2")).isFalse();
        TokenGrammar before = TokenGrammar.compile(answers.behind(tags, AnswerGrammar.Start.MAY_REASON, shape), VOCABULARY);
        assertThat(TestVocabulary.matches(before, "<think>\nx</think>2")).isTrue();
        assertThat(TestVocabulary.matches(before, "2")).isTrue();
        assertThat(TestVocabulary.matches(before, "x</think>2")).isFalse();
        TokenGrammar headed = TokenGrammar.compile(answers.headed(List.of("<a>", "<b>"), shape), VOCABULARY);
        assertThat(TestVocabulary.matches(headed, "<b>1")).isTrue();
        assertThat(TestVocabulary.matches(headed, "1")).isFalse();
    }

    @Test
    void markersThatAreControlTokensAreTokens() {
        int tool = VOCABULARY.tokenizer().find("<tool>").orElseThrow();
        GrammarMatcher matcher = required(ToolCallSyntax.of("<tool>{name}{arguments}"), TOOLS, 1).matcher();
        assertThat(matcher.allows(3 + '<')).isFalse();
        matcher.accept(tool);
        assertThat(matcher.acceptBytes("sum{\"x\":1}".getBytes(StandardCharsets.US_ASCII))).isTrue();
        assertThat(matcher.mustEnd()).isTrue();
    }

    @Test
    void aTokenThatEndsTheAnswerEndsTheCalls() {
        GrammarMatcher matcher = required(ToolCallSyntax.of("<tool>{name}{arguments}</s>x"), TOOLS, 3).matcher();
        matcher.accept(VOCABULARY.tokenizer().find("<tool>").orElseThrow());
        assertThat(matcher.acceptBytes("sum{\"x\":1}".getBytes(StandardCharsets.US_ASCII))).isTrue();
        assertThat(matcher.mustEnd()).isTrue();
        matcher.accept(2);
        assertThat(matcher.isFinished()).isTrue();
    }

    private static final Object MIXED = Json.parse(
            """
            {"type":"object","properties":{
              "text":{"type":"string"},"kind":{"type":"string","enum":["a b","</parameter>","it's"]},
              "code":{"type":"string","pattern":"^[a-z<]{2,3}$"},"n":{"type":"integer","minimum":1,"maximum":9},
              "list":{"type":"array","items":{"type":"string"}},"on":{"type":"boolean"}},
             "required":["text"],"additionalProperties":false}""");

    private static final List<ToolDefinition> MIXED_TOOL = List.of(new ToolDefinition("f", MIXED));

    @Test
    void membersStandBetweenTags() {
        ToolCallSyntax tags = new ToolCallSyntax("", "<function={name}>\n{arguments}</function>", "", "", new ToolCallSyntax.Arguments.Members(
                "<parameter={key}>\n{value}\n</parameter>\n", "<parameter={key}>\n{value}\n</parameter>\n", "", false,
                List.of("</parameter>", "</function>")));
        TokenGrammar grammar = required(tags, MIXED_TOOL, 1);
        String text = parameter("text", "if a < b:\n  \"x\" </param> \u00e9");
        for (String rest : List.of("", parameter("kind", "a b"), parameter("kind", "it's"), parameter("code", "ab"), parameter("n", "7"),
                parameter("list", "[\"a<b\", \"\\\"</p\"]"), parameter("code", "abc") + parameter("n", "1") + parameter("on", "true"))) {
            assertThat(TestVocabulary.matches(grammar, "<function=f>\n" + text + rest + "</function>")).as(rest).isTrue();
        }
        for (String rest : List.of(parameter("kind", "c"), parameter("kind", "</parameter>"), parameter("code", "a<b"), parameter("n", "10"),
                parameter("list", "[\"</parameter>\"]"), parameter("on", "\"true\""), parameter("more", "1"), parameter("n", "1") + parameter("kind", "a b"))) {
            assertThat(TestVocabulary.matches(grammar, "<function=f>\n" + text + rest + "</function>")).as(rest).isFalse();
        }
        assertThat(TestVocabulary.matches(grammar, "<function=f>\n</function>")).isFalse();
        assertThat(TestVocabulary.matches(grammar, "<function=f>\n" + parameter("text", "x </function> y") + "</function>")).isFalse();
    }

    private static String parameter(String key, String value) {
        return "<parameter=" + key + ">\n" + value + "\n</parameter>\n";
    }

    @Test
    void literalsOfPythonAndGemma() {
        ToolCallSyntax python = new ToolCallSyntax("<c>[", "{name}({arguments})", ", ", "]", new ToolCallSyntax.Arguments.Members(
                "", "{key}={value}", ", ", true, List.of("<e>")));
        TokenGrammar calls = required(python, MIXED_TOOL, 2);
        assertThat(TestVocabulary.matches(calls, "<c>[f(text='it\\'s <e', list=['a', \"b\"], on=True)]")).isFalse();
        assertThat(TestVocabulary.matches(calls, "<c>[f(text='it\\'s <e', kind='it\\'s', list=['a', 'b'], on=True), f(text='')]")).isTrue();
        assertThat(TestVocabulary.matches(calls, "<c>[f(text='<e>')]")).isFalse();
        assertThat(TestVocabulary.matches(calls, "<c>[f(text='', on=true)]")).isFalse();
        ToolCallSyntax gemma = ToolCallSyntax.of("<call>call:{name}{arguments}</call>")
                .withArguments(new ToolCallSyntax.Arguments.Marked("<q>", List.of("<q>", "</call>")));
        TokenGrammar marked = required(gemma, MIXED_TOOL, 1);
        assertThat(TestVocabulary.matches(marked, "<call>call:f{text:<q>a \"b\" \\ <\n<q>,n:3,list:[<q>x<q>,<q><q>],on:true}</call>")).isTrue();
        assertThat(TestVocabulary.matches(marked, "<call>call:f{text:<q>a</call><q>}</call>")).isFalse();
        assertThat(TestVocabulary.matches(marked, "<call>call:f{text:\"a\"}</call>")).isFalse();
        assertThat(gemma.beginning("f", "text").matcher("x <call>call:f{text:<q>a").find()).isTrue();
    }

    @Test
    void argumentsAreAnObjectAndNamesMustBeWritable() {
        ToolCallSyntax header = ToolCallSyntax.of("<call>{name}:{index} {arguments}");
        TokenGrammar any = required(header, List.of(new ToolDefinition("f", Map.of())), 1);
        assertThat(TestVocabulary.matches(any, "<call>f:12 {\"a\": [1]}")).isTrue();
        assertThat(TestVocabulary.matches(any, "<call>f:1 [1]")).isFalse();
        assertThatThrownBy(() -> required(header, List.of(new ToolDefinition("f g", Map.of())), 1))
                .isInstanceOf(UnwritableNameException.class)
                .hasMessageContaining("f g");
        assertThatThrownBy(() -> required(header, List.of(new ToolDefinition("f", Map.of("type", "string"))), 1))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("must be an object");
    }

    @Test
    void refusesWhatItCannotEnforce() {
        List<ToolDefinition> tools = List.of(new ToolDefinition("f", Map.of("not", Map.of())));
        assertThatThrownBy(() -> required(ToolCallSyntax.HERMES, tools, 1)).isInstanceOf(UnsupportedSchemaException.class);
        assertThatThrownBy(() -> required(ToolCallSyntax.HERMES, List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static TokenGrammar required(ToolCallSyntax syntax, List<ToolDefinition> tools, int maxCalls) {
        Grammar grammar = new ToolCallGrammar(syntax, VOCABULARY, JsonSchemaOptions.DEFAULT).calls(tools, maxCalls);
        return TokenGrammar.compile(grammar, VOCABULARY);
    }
}
