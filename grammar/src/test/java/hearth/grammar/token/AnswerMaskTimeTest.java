package hearth.grammar.token;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.grammar.Grammar;
import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.tool.AnswerGrammar;
import hearth.grammar.tool.ToolCallGrammar;
import hearth.grammar.tool.ToolCallSyntax;
import hearth.grammar.tool.ToolDefinition;
import hearth.json.Json;
import hearth.testkit.ThreadMeter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole answers, with reasoning, free text and a call whose text stands between tags, on the vocabularies of real models. */
class AnswerMaskTimeTest {
    private static final String ANSWER = "<think>\nLet me see: is a < b? </b> Perhaps <x>. It's \"fine\".\n</think>\n\nI will <b>look</b> it up.\n"
            + "<tool_call>\n<function=look>\n<parameter=text>\nif (a < b) { return \"x\"; } // <p>\u00e4\u4f60\u597d</p>\n</parameter>\n"
            + "<parameter=list>\n[\"a<b\", \"c\"]\n</parameter>\n</function>\n</tool_call>";

    @ParameterizedTest
    @ValueSource(strings = {"llama-bpe", "qwen2", "llama-spm"})
    void everyTokenOfARealAnswerIsAllowedAndMasksAreFast(String name) {
        TokenVocabulary vocabulary = SharedVocabulary.load(name);
        ToolCallSyntax syntax = ToolCallSyntax.of("<tool_call>\n<function={name}>\n{arguments}</function>\n</tool_call>")
                .withArguments(new ToolCallSyntax.Arguments.Members(
                        "<parameter={key}>\n{value}\n</parameter>\n", "<parameter={key}>\n{value}\n</parameter>\n", "", false,
                        List.of("</parameter>", "</function>")));
        ToolDefinition tool = new ToolDefinition("look", Json.parse(
                "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},\"list\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}},"
                        + "\"required\":[\"text\"]}"));
        AnswerGrammar answers = new AnswerGrammar(vocabulary);
        Grammar calls = new ToolCallGrammar(syntax, vocabulary, JsonSchemaOptions.DEFAULT).calls(List.of(tool), 1);
        Grammar all = answers.behind(
                new AnswerGrammar.Reasoning("<think>", "</think>", List.of()),
                AnswerGrammar.Start.MAY_REASON,
                answers.textThenCalls(List.of("<tool_call>", "<function=", "</tool_call>"), calls));
        TokenGrammar grammar = TokenGrammar.compile(all, vocabulary);
        int[] ids = vocabulary.tokenizer().encode(ANSWER, false);
        long[] nanos = new long[3 * ids.length];
        long[] mask = new long[vocabulary.maskLength()];
        for (int round = 0; round < 3; round++) {
            GrammarMatcher matcher = grammar.matcher();
            for (int i = 0; i < ids.length; i++) {
                long start = ThreadMeter.cpuNanos(Thread.currentThread());
                matcher.fillMask(mask);
                nanos[round * ids.length + i] = ThreadMeter.cpuNanos(Thread.currentThread()) - start;
                int id = ids[i];
                assertThat(mask[id >> 6] >> id & 1).as("token %d, %s", i, vocabulary.tokenizer().decode(new int[] {id}, true)).isEqualTo(1);
                matcher.accept(id);
            }
            assertThat(matcher.isComplete()).isTrue();
            assertThat(matcher.mustEnd()).isTrue();
        }
        int most = 0;
        for (int i = 1; i < nanos.length; i++) {
            most = nanos[i] > nanos[most] ? i : most;
        }
        String slowest = "token " + most % ids.length + " of round " + most / ids.length + " ("
                + vocabulary.tokenizer().decode(new int[] {ids[most % ids.length]}, true) + ")";
        Arrays.sort(nanos);
        System.getLogger(AnswerMaskTimeTest.class.getName()).log(System.Logger.Level.INFO, () -> String.format(
                "%s: %d masks, p50 %d us, p99 %d us, max %d us at %s", name, nanos.length, nanos[nanos.length / 2] / 1000,
                nanos[nanos.length * 99 / 100] / 1000, nanos[nanos.length - 1] / 1000, slowest));
        assertThat(nanos[nanos.length / 2]).as("p50 in ns").isLessThan(5_000_000);
    }
}
