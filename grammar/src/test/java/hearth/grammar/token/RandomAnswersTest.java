package hearth.grammar.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.harrel.jsonschema.Dialects;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import hearth.grammar.schema.JsonSchemas;
import hearth.json.Json;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers drawn at random under random schemas, with the vocabularies of real models, are valid for an independent validator.
 * The system property {@code hearth.answers} sets how many per vocabulary.
 */
class RandomAnswersTest {
    private static final int ANSWERS = Integer.getInteger("hearth.answers", 125);
    private static final int ANSWERS_PER_SCHEMA = 3;

    @ParameterizedTest
    @ValueSource(strings = {"llama-bpe", "llama-spm", "qwen2", "gpt-2"})
    void answersAreValid(String name) {
        TokenVocabulary vocabulary = SharedVocabulary.load(name);
        SplittableRandom random = new SplittableRandom(20_261_123);
        RandomWalk walk = new RandomWalk(vocabulary, random);
        int answers = 0;
        while (answers < ANSWERS) {
            Map<String, Object> schema = RandomSchemas.draw(random);
            TokenGrammar grammar = TokenGrammar.compile(JsonSchemas.compile(schema), vocabulary);
            String schemaText = Json.write(schema);
            Validator validator = new ValidatorFactory()
                    .withDialect(new Dialects.Draft2020Dialect())
                    .withJsonNodeFactory(new ParsedJson.Factory())
                    .createValidator();
            var address = validator.registerSchema(schemaText);
            for (int i = 0; i < ANSWERS_PER_SCHEMA; i++) {
                String answer = answer(walk, grammar, schemaText);
                Validator.Result result = validator.validate(address, answer);
                assertThat(result.isValid())
                        .as(() -> "schema " + schemaText + "\nanswer " + answer + "\nerrors "
                                + result.getErrors().stream().map(e -> e.getInstanceLocation() + " " + e.getError()).toList())
                        .isTrue();
                answers++;
            }
        }
        report(name, answers, walk.durations());
    }

    private static String answer(RandomWalk walk, TokenGrammar grammar, String schema) {
        try {
            return walk.answer(grammar);
        } catch (AssertionError e) {
            throw new AssertionError("schema " + schema + ": " + e.getMessage(), e);
        }
    }

    private static void report(String name, int answers, long[] sorted) {
        System.getLogger(RandomAnswersTest.class.getName()).log(System.Logger.Level.INFO, () -> String.format(
                "%s: %d answers, %d masks, p50 %d us, p99 %d us, p99.9 %d us, max %d us", name, answers, sorted.length,
                sorted[sorted.length / 2] / 1000, sorted[sorted.length * 99 / 100] / 1000, sorted[(int) (sorted.length * 0.999)] / 1000,
                sorted[sorted.length - 1] / 1000));
    }
}
