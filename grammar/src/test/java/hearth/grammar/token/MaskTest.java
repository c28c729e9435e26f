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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A mask allows exactly the tokens that one by one are allowed, however it was put together. */
class MaskTest {
    private static final Map<String, Object> PERSON = Map.of(
            "type", "object",
            "properties", Map.of(
                    "name", Map.of("type", "string", "minLength", 3, "maxLength", 1000),
                    "tags", Map.of("type", "array", "items", Map.of("type", "string", "maxLength", 150), "maxItems", 200),
                    "any", Map.of()),
            "required", List.of("name", "tags", "any"));

    @Test
    void masksEqualSingleQuestions() {
        TokenVocabulary vocabulary = SharedVocabulary.load("llama-bpe");
        SplittableRandom random = new SplittableRandom(7);
        compare(TokenGrammar.compile(JsonSchemas.compile(PERSON), vocabulary), random);
        compare(TokenGrammar.compile(JsonSchemas.anyObject(JsonSchemaOptions.DEFAULT), vocabulary), random);
        compare(TokenGrammar.compile(Grammar.parseGbnf("root ::= (word \" \"){0,90}\nword ::= [a-z\u00e0-\uffff]{1,40} | \"(\" root \")\""), vocabulary), random);
    }

    /** Near the greatest depth the callers' depth decides what is allowed. */
    @Test
    void masksEqualSingleQuestionsNearTheGreatestDepth() {
        TokenVocabulary vocabulary = SharedVocabulary.load("llama-bpe");
        TokenGrammar grammar = TokenGrammar.compile(JsonSchemas.anyValue(JsonSchemaOptions.DEFAULT), vocabulary);
        GrammarMatcher matcher = grammar.matcher();
        long[] mask = new long[vocabulary.maskLength()];
        int depth = 0;
        while (matcher.acceptBytes(new byte[] {'['})) {
            depth++;
            if (depth > 30) {
                matcher.fillMask(mask);
                if (depth % 20 == 0) {
                    assertThat(bits(mask)).isEqualTo(asked(matcher, vocabulary));
                }
            }
        }
        assertThat(depth).isBetween(30, 128);
        assertThat(matcher.acceptBytes("]".repeat(depth).getBytes(StandardCharsets.US_ASCII))).isTrue();
        assertThat(matcher.isComplete()).isTrue();
    }

    /** Text until a marker, with reasoning before it, and a JSON string in which a marker must not stand. */
    @Test
    void masksOfFreeTextAreExact() {
        TokenVocabulary vocabulary = SharedVocabulary.load("llama-bpe");
        AnswerGrammar answers = new AnswerGrammar(vocabulary);
        ToolCallSyntax syntax = ToolCallSyntax.of("<tool_call>\n<function={name}>\n{arguments}</function>\n</tool_call>")
                .withArguments(new ToolCallSyntax.Arguments.Members(
                        "<parameter={key}>\n{value}\n</parameter>\n", "<parameter={key}>\n{value}\n</parameter>\n", "", false,
                        List.of("</parameter>", "</function>")));
        ToolDefinition tool = new ToolDefinition("look", Json.parse(
                "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},\"list\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}"));
        Grammar calls = new ToolCallGrammar(syntax, vocabulary, JsonSchemaOptions.DEFAULT).calls(List.of(tool), 1);
        TokenGrammar grammar = TokenGrammar.compile(
                answers.behind(new AnswerGrammar.Reasoning("<think>", "</think>", List.of()), AnswerGrammar.Start.MAY_REASON,
                        answers.textThenCalls(List.of("<tool_call>", "<function=", "</tool_call>"), calls)),
                vocabulary);
        String answer = "<think>a \u00e4 <b> </th>\n\u4f60\ud83d\ude00</think>\n\nIt <tool, \"x\" \\ <tool_call>\n<function=look>\n<parameter=text>\n"
                + "a < b </x> </par\n</parameter>\n<parameter=list>\n[\"a<b \\n </para\", \"c\"]\n</parameter>\n</function>\n</tool_call>";
        GrammarMatcher matcher = grammar.matcher();
        long[] mask = new long[vocabulary.maskLength()];
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            matcher.fillMask(mask);
            // Where text begins, inside characters, behind what may begin a marker; and all along now and then.
            if (i % 9 == 0 || bytes[i] < 0 || bytes[i] == '<' || bytes[i] == '"' || i > 0 && bytes[i - 1] == '<') {
                assertThat(bits(mask)).as("before byte %d", i).isEqualTo(asked(matcher, vocabulary));
            }
            assertThat(matcher.acceptBytes(new byte[] {bytes[i]})).as("byte %d, %s", i, answer).isTrue();
        }
        assertThat(matcher.isComplete()).isTrue();
    }

    private static void compare(TokenGrammar grammar, SplittableRandom random) {
        TokenVocabulary vocabulary = grammar.vocabulary();
        long[] mask = new long[vocabulary.maskLength()];
        for (int walk = 0; walk < 2; walk++) {
            GrammarMatcher matcher = grammar.matcher();
            for (int step = 0; step < 25; step++) {
                matcher.fillMask(mask);
                int[] bits = bits(mask);
                if (step % 5 == 0) {
                    assertThat(bits).isEqualTo(asked(matcher, vocabulary));
                }
                matcher.accept(bits[random.nextInt(bits.length)]);
                if (matcher.isFinished()) {
                    break;
                }
            }
        }
    }

    private static int[] bits(long[] mask) {
        return BitSet.valueOf(mask).stream().toArray();
    }

    private static int[] asked(GrammarMatcher matcher, TokenVocabulary vocabulary) {
        int[] allowed = new int[vocabulary.size()];
        int count = 0;
        for (int id = 0; id < vocabulary.size(); id++) {
            if (matcher.allows(id)) {
                allowed[count++] = id;
            }
        }
        return Arrays.copyOf(allowed, count);
    }
}
