package hearth.grammar.token;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.grammar.Grammar;
import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.schema.JsonSchemas;
import hearth.grammar.tool.AnswerGrammar;
import hearth.grammar.tool.ToolCallGrammar;
import hearth.grammar.tool.ToolCallSyntax;
import hearth.grammar.tool.ToolDefinition;
import hearth.json.Json;
import hearth.testkit.ThreadMeter;
import hearth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a request with a new grammar costs, in processor time: the vocabulary, which is made once, the grammar, which is made before the
 * request's turn, and each mask of the answer, the first one in particular. The figures are logged.
 */
class FirstMaskTest {
    private static final System.Logger LOGGER = System.getLogger(FirstMaskTest.class.getName());
    private static final int ROUNDS = 6;

    /** A grammar, and an answer that it allows. */
    private record Case(Grammar grammar, String answer) {}

    @Test
    void newMasksAreCheap() {
        Tokenizer tokenizer = SharedVocabulary.load("llama-bpe").tokenizer();
        long start = cpu();
        TokenVocabulary vocabulary = TokenVocabulary.of(tokenizer);
        log("vocabulary, the second time", new long[] {cpu() - start});
        Map<String, List<Long>> masks = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, Case> each : cases(vocabulary).entrySet()) {
                String when = round == 0 ? ", cold" : ", warm";
                long before = cpu();
                TokenGrammar grammar = TokenGrammar.compile(each.getValue().grammar, vocabulary);
                masks.computeIfAbsent(each.getKey() + when + ", compile", _ -> new ArrayList<>()).add(cpu() - before);
                follow(grammar, each.getValue().answer, each.getKey() + when, masks);
            }
        }
        masks.forEach((name, nanos) -> log(name, nanos.stream().mapToLong(Long::longValue).toArray()));
        long[] warm = masks.entrySet().stream().filter(entry -> entry.getKey().endsWith("warm"))
                .flatMap(entry -> entry.getValue().stream()).mapToLong(Long::longValue).sorted().toArray();
        log("all, warm", warm);
        assertThat(warm[warm.length * 99 / 100]).as("p99 in ns").isLessThan(5_000_000);
    }

    private static void follow(TokenGrammar grammar, String answer, String name, Map<String, List<Long>> masks) {
        GrammarMatcher matcher = grammar.matcher();
        long[] mask = new long[grammar.vocabulary().maskLength()];
        for (int id : grammar.vocabulary().tokenizer().encode(answer, false)) {
            long start = cpu();
            matcher.fillMask(mask);
            masks.computeIfAbsent(name, _ -> new ArrayList<>()).add(cpu() - start);
            assertThat(mask[id >> 6] >> id & 1).as("%s: token %d", name, id).isEqualTo(1);
            matcher.accept(id);
        }
        assertThat(matcher.isComplete()).isTrue();
    }

    private static Map<String, Case> cases(TokenVocabulary vocabulary) {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("any object", new Case(JsonSchemas.anyObject(JsonSchemaOptions.DEFAULT),
                "{\"text\": \"It's <b>fine</b>, \\\"isn't\\\" it? \u4f60\u597d\\n\", \"numbers\": [1, -2.5e3, true, null], \"inner\": {}}"));
        cases.put("text schema", new Case(JsonSchemas.compile(Json.parse(
                "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\"},\"sure\":{\"type\":\"boolean\"}},\"required\":[\"answer\"]}")),
                "{\"answer\": \"A long, free text with \u00e4\u00f6\u00fc, (brackets) and 42 numbers.\", \"sure\": true}"));
        ToolDefinition tool = new ToolDefinition("look", Json.parse(
                "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}},\"required\":[\"text\"]}"));
        ToolCallSyntax syntax = ToolCallSyntax.of("<tool_call>\n{\"name\": \"{name}\", \"arguments\": {arguments}}\n</tool_call>");
        AnswerGrammar answers = new AnswerGrammar(vocabulary);
        Grammar calls = new ToolCallGrammar(syntax, vocabulary, JsonSchemaOptions.DEFAULT).calls(List.of(tool), 1);
        cases.put("text or call", new Case(answers.textThenCalls(List.of("<tool_call>", "</tool_call>"), calls),
                "I will <b>look</b> it up: a < b.\n\n<tool_call>\n{\"name\": \"look\", \"arguments\": {\"text\": \"x < y\"}}\n</tool_call>"));
        cases.put("reasoning", new Case(answers.behind(new AnswerGrammar.Reasoning("<think>", "</think>", List.of()),
                AnswerGrammar.Start.MAY_REASON, answers.text(List.of("<tool_call>"))),
                "<think>\nLet me see: is a < b? </b> Perhaps. It's \"fine\".\n</think>\n\nYes, <i>it</i> is."));
        return cases;
    }

    private static long cpu() {
        return ThreadMeter.cpuNanos(Thread.currentThread());
    }

    private static void log(String what, long[] nanos) {
        Arrays.sort(nanos);
        LOGGER.log(System.Logger.Level.INFO, () -> String.format("%s: %d, p50 %d us, p99 %d us, max %d us", what, nanos.length,
                nanos[nanos.length / 2] / 1000, nanos[nanos.length * 99 / 100] / 1000, nanos[nanos.length - 1] / 1000));
    }
}
