package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@link RealModel} answers. The expected ids are llama.cpp's greedy continuations of the prompts; {@code equalIds} of them must
 * come out. Where that is not all, the two likeliest tokens are then nearer ({@code logitGapAfter}) than the noise that 8-bit
 * activations bring: changing only the type of the KV cache, or the order of sums, moves this model's logits by 0.1 to 0.3.
 */
class RealModelTest {
    private static final String MODEL = RealModel.NAME;
    private static final String GOLDEN = "golden-smollm2-135m-q4_1.json";

    private static CommandRunner hearth;

    @BeforeAll
    static void pull() throws IOException {
        hearth = RealModel.pull();
    }

    static Stream<Map<?, ?>> cases() throws IOException {
        try (InputStream in = RealModelTest.class.getResourceAsStream(GOLDEN)) {
            List<Map<?, ?>> cases = Json.parseArray(new String(in.readAllBytes(), StandardCharsets.UTF_8)).stream()
                    .<Map<?, ?>>map(item -> (Map<?, ?>) item)
                    .toList();
            return cases.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void continuesAsLlamaCppDoes(Map<?, ?> expected) {
        int equal = ((Long) expected.get("equalIds")).intValue();
        Outcome outcome = hearth.runWithInput((String) expected.get("prompt"),
                "complete", MODEL, "--raw", "--temperature", "0", "--max-tokens", Integer.toString(equal), "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        Map<String, Object> actual = Json.parseObject(outcome.out());
        assertThat(actual.get("promptIds")).isEqualTo(expected.get("promptIds"));
        assertThat(actual.get("generatedIds")).isEqualTo(((List<?>) expected.get("generatedIds")).subList(0, equal));
    }

    @Test
    void aSeedMakesTheAnswerRepeatable() {
        String[] question = {"run", MODEL, "Why is the sky blue?", "--seed", "42", "--max-tokens", "24"};
        Outcome first = hearth.run(question);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).isNotBlank();
        assertThat(hearth.run(question).out()).isEqualTo(first.out());
    }

    @Test
    void itsFilesAreSound() {
        Outcome outcome = hearth.run("verify", MODEL);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("digests    ok", "weights    ok");
    }
}
