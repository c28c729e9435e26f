package hearth.grammar.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.grammar.Grammar;
import hearth.grammar.GrammarException;
import hearth.grammar.schema.JsonSchemas;
import hearth.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Grammars and schemas made to hurt are refused, or work, in bounded time. */
class HostileGrammarTest {
    private static final TokenVocabulary VOCABULARY = TestVocabulary.of("aaaa", "\"\"", "[[[[", "{\"", " the", "}}}}");
    private static final Duration LIMIT = Duration.ofSeconds(20); // far above the goal of 2 s, for loaded machines

    @ParameterizedTest
    @ValueSource(strings = {
        "root ::= root \"a\" | \"b\"", "root ::= a\na ::= b \"x\"\nb ::= c |\nc ::= a \"y\" | \"z\"", "root ::= e root \"a\" | \"b\"\ne ::= \"x\"?",
        "root ::= (root? \"a\")*", "root ::= root", "root ::= \"a\" nowhere", "root ::= \"a\" root", "root ::= []",
        "root ::= \"a\"\nunused ::= unused \"b\"", "root ::= <nope>", "root ::= (\"a\"* root){3,100}"})
    void refusesWrongGrammars(String grammar) {
        assertThatThrownBy(() -> TokenGrammar.compile(Grammar.parseGbnf(grammar), VOCABULARY)).isInstanceOf(GrammarException.class);
    }

    static List<Arguments> ambiguous() {
        return List.of(
                Arguments.of("root ::= ((((((\"a\"{0,99}){0,99}){0,99}){0,99}){0,99}){0,99}){0,99}", "a"),
                Arguments.of("root ::= ((\"a\"? \"a\"?){0,99} \"a\"?){0,99}", "a"),
                Arguments.of("root ::= (\"a\" | \"a\" \"a\" | [a-b] [a-c] \"a\")*", "a"),
                Arguments.of("root ::= s\ns ::= \"a\" s \"a\" | \"a\" s \"b\" | \"a\" s | \"a\"", "a"),
                Arguments.of("root ::= (\"a\"* \"a\"* \"a\"* \"a\"* \"a\"*)* \"b\"", "a"),
                Arguments.of("root ::= ((\"a\" | \"aa\"){0,1000} (\"a\" | \"aaa\"){0,1000}){0,1000}", "a"),
                Arguments.of("root ::= t t t\nt ::= \"a\" t t | \"a\"", "a"));
    }

    /** A matcher goes on or refuses with a typed error; it never takes for ever. */
    @ParameterizedTest
    @MethodSource("ambiguous")
    void boundsAmbiguity(String grammar, String text) throws Exception {
        inTime(() -> {
            try {
                GrammarMatcher matcher = TokenGrammar.compile(Grammar.parseGbnf(grammar), VOCABULARY).matcher();
                long[] mask = new long[VOCABULARY.maskLength()];
                for (int i = 0; i < 200; i++) {
                    matcher.fillMask(mask);
                    assertThat(matcher.acceptBytes(text.getBytes(StandardCharsets.US_ASCII))).isTrue();
                }
            } catch (GrammarException e) {
                assertThat(e).hasMessageContaining("too");
            }
            return null;
        });
    }

    @Test
    void compilesLongChains() throws Exception {
        StringBuilder rules = new StringBuilder("root ::= r0\n");
        for (int i = 0; i < 5_000; i++) {
            rules.append("r").append(i).append(" ::= r").append(i + 1).append(" | \"x").append(i).append("\"\n");
        }
        rules.append("r5000 ::= \"y\"");
        TokenGrammar grammar = inTime(() -> TokenGrammar.compile(Grammar.parseGbnf(rules.toString()), VOCABULARY));
        assertThat(TestVocabulary.matches(grammar, "x17")).isTrue();
    }

    @Test
    void compilesHugeEnums() throws Exception {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            values.add("value number " + i);
        }
        TokenGrammar grammar = inTime(() -> compile(Map.of("enum", values)));
        assertThat(TestVocabulary.matches(grammar, "\"value number 19999\"")).isTrue();
        assertThat(TestVocabulary.matches(grammar, "\"value number 20000\"")).isFalse();
    }

    @Test
    void compilesHugeObjects() throws Exception {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = 0; i < 3_000; i++) {
            properties.put("property" + i, Map.of("type", "integer", "minimum", i));
        }
        TokenGrammar grammar = inTime(() -> compile(Map.of("type", "object", "properties", properties, "additionalProperties", true)));
        assertThat(TestVocabulary.matches(grammar, "{\"property7\":8,\"property2999\":3000,\"other\":1}")).isTrue();
        assertThat(TestVocabulary.matches(grammar, "{\"property7\":6}")).isFalse();
    }

    static List<String> schemas() {
        String nested = "{'type':'array','items':".repeat(120) + "{}" + "}".repeat(120);
        StringBuilder doubling = new StringBuilder("{'$ref':'#/$defs/d0','$defs':{");
        for (int i = 0; i < 40; i++) {
            String next = "{'$ref':'#/$defs/d" + (i + 1) + "'}";
            doubling.append("'d").append(i).append("':{'type':'object','properties':{'a':").append(next).append(",'b':").append(next).append("}},");
        }
        doubling.append("'d40':{'type':'null'}}}");
        StringBuilder merging = new StringBuilder("{'$ref':'#/$defs/d0','$defs':{");
        for (int i = 0; i < 40; i++) {
            String next = "{'$ref':'#/$defs/d" + (i + 1) + "'}";
            merging.append("'d").append(i).append("':{'allOf':[").append(next).append(',').append(next).append("]},");
        }
        merging.append("'d40':{'type':'null'}}}");
        String choice = "{'anyOf':[{'type':'object','properties':{'a':{}}},{'type':'object','properties':{'b':{}}}]}";
        String choices = "{'allOf':[" + (choice + ",").repeat(19) + choice + "]}";
        String anyOf = "{'anyOf':[".repeat(40) + "{}" + ",{'type':'null'}]}".repeat(40);
        return List.of(
                nested, doubling.toString(), merging.toString(), choices, anyOf,
                "{'type':'string','maxLength':1000000}",
                "{'type':'string','minLength':1000000}",
                "{'type':'array','maxItems':1000000,'items':{'type':'string','maxLength':1000000}}",
                "{'type':'string','pattern':'^(a+)+$'}",
                "{'type':'string','pattern':'^((a|aa)+)+b$'}",
                "{'type':'string','pattern':'" + "(".repeat(5_000) + "'}",
                "{'type':'string','pattern':'" + "a?".repeat(2_000) + "a{2000}'}",
                "{'type':'string','pattern':'^(((a{0,999}){0,999}){0,999}b?){0,999}$'}",
                "{'type':'string','pattern':'" + "(x+x+)+y".repeat(50) + "'}",
                "{'type':'string','pattern':'" + "[^a]".repeat(5_000) + "'}",
                "{'type':'integer','minimum':1e300}",
                "{'type':'number','minimum':1e-300,'maximum':1e-299}",
                "{'$ref':'#/$defs/a','$defs':{'a':{'allOf':[{'$ref':'#/$defs/a'}],'type':'null'}}}",
                "{'$ref':'#/$defs/a','$defs':{'a':{'anyOf':[{'$ref':'#/$defs/b'}]},'b':{'anyOf':[{'$ref':'#/$defs/a'},{'type':'null'}]}}}");
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void boundsSchemas(String schema) throws Exception {
        inTime(() -> {
            try {
                GrammarMatcher matcher = compile(Json.parse(schema.replace('\'', '"'))).matcher();
                long[] mask = new long[VOCABULARY.maskLength()];
                for (int i = 0; i < 50 && !matcher.mustEnd(); i++) {
                    matcher.fillMask(mask);
                    int id = BitSet.valueOf(mask).length() - 1;
                    matcher.accept(id);
                }
            } catch (GrammarException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
            return null;
        });
    }

    @Test
    void forgetsWhenTooMuchIsRemembered() {
        TokenGrammar grammar = TokenGrammar.compile(
                Grammar.parseGbnf("root ::= ([a-z]{1,100000} \"(\" root \")\")? [a-z]{0,100000}"), VOCABULARY);
        GrammarMatcher matcher = grammar.matcher();
        GrammarMatcher waiting = grammar.matcher();
        assertThat(waiting.acceptBytes("ab(".getBytes(StandardCharsets.US_ASCII))).isTrue();
        long[] mask = new long[VOCABULARY.maskLength()];
        long most = 0;
        for (int i = 0; i < 99_990; i++) {
            matcher.accept('a' + 3);
            if (i % 16 == 0) {
                matcher.fillMask(mask);
            }
            most = Math.max(most, grammar.bytes());
        }
        assertThat(most).isBetween(8L << 20, 34L << 20);
        assertThat(matcher.acceptBytes("(a)".getBytes(StandardCharsets.US_ASCII))).isTrue();
        assertThat(matcher.isComplete()).isTrue();
        assertThat(waiting.acceptBytes("x)".getBytes(StandardCharsets.US_ASCII))).isTrue();
        assertThat(waiting.isComplete()).isTrue();
    }

    private static TokenGrammar compile(Object schema) {
        return TokenGrammar.compile(JsonSchemas.compile(schema), VOCABULARY);
    }

    private static <T> T inTime(Callable<T> work) throws Exception {
        long start = System.nanoTime();
        T result = work.call();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        return result;
    }
}
