package hearth.grammar.token;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.grammar.Grammar;
import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.schema.JsonSchemas;
import hearth.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How long masks take on a vocabulary of 128,256 tokens. Limits are wide, for loaded machines; the figures are logged. */
class MaskTimeTest {
    private static final System.Logger LOGGER = System.getLogger(MaskTimeTest.class.getName());
    private static final String ORDER = """
            {"type":"object","properties":{"customer":{"type":"object","properties":{"name":{"type":"string","maxLength":80},
            "email":{"type":"string","format":"email"},"age":{"type":"integer","minimum":0,"maximum":150}},"required":["name","email"]},
            "lines":{"type":"array","minItems":1,"maxItems":50,"items":{"type":"object","properties":{"sku":{"type":"string",
            "pattern":"^[A-Z]{3}-[0-9]{4}$"},"count":{"type":"integer","minimum":1},"price":{"type":"number","minimum":0}},
            "required":["sku","count","price"],"additionalProperties":false}},"note":{"type":["string","null"]},
            "state":{"enum":["new","paid","sent"]}},"required":["customer","lines","state"]}""";

    @Test
    void masksAreFast() {
        TokenVocabulary vocabulary = SharedVocabulary.load("llama-bpe");
        List<Grammar> grammars = List.of(
                JsonSchemas.compile(Json.parse(ORDER)),
                JsonSchemas.anyObject(JsonSchemaOptions.DEFAULT),
                JsonSchemas.compile(Json.parse("{\"type\":\"string\",\"minLength\":100,\"maxLength\":100000}")),
                Grammar.parseGbnf("root ::= (word [ ,.]){1,20}\nword ::= [A-Za-z\u00c0-\u024f]{1,30} | [0-9]{1,9} | \"(\" root \")\""));
        RandomWalk warmUp = new RandomWalk(vocabulary, new SplittableRandom(1));
        for (int i = 0; i < 8; i++) {
            grammars.forEach(grammar -> walk(warmUp, TokenGrammar.compile(grammar, vocabulary)));
        }
        RandomWalk fresh = new RandomWalk(vocabulary, new SplittableRandom(2));
        List<TokenGrammar> used = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            for (Grammar grammar : grammars) {
                TokenGrammar compiled = TokenGrammar.compile(grammar, vocabulary);
                walk(fresh, compiled);
                used.add(compiled);
            }
        }
        report("answers with nothing remembered", fresh.durations());
        RandomWalk again = new RandomWalk(vocabulary, new SplittableRandom(2));
        used.forEach(grammar -> walk(again, grammar));
        report("the same answers again", again.durations());
        long[] sorted = fresh.durations();
        assertThat(sorted[sorted.length / 2]).as("p50 in ns").isLessThan(5_000_000);
    }

    private static void walk(RandomWalk walk, TokenGrammar grammar) {
        walk.answer(grammar);
    }

    private static void report(String what, long[] sorted) {
        LOGGER.log(System.Logger.Level.INFO, () -> String.format(
                "%s: %d masks, p50 %.1f us, p90 %.1f us, p99 %.1f us, max %.1f us",
                what,
                sorted.length,
                sorted[sorted.length / 2] / 1e3,
                sorted[sorted.length * 9 / 10] / 1e3,
                sorted[sorted.length * 99 / 100] / 1e3,
                sorted[sorted.length - 1] / 1e3));
    }
}
