package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.engine.generate.FinishReason;
import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.GenerationResult;
import hearth.engine.generate.GenerationTicket;
import hearth.engine.generate.GrammarConstraint;
import hearth.engine.generate.Scheduler;
import hearth.engine.generate.SchedulerOptions;
import hearth.engine.sampling.ConstraintSource;
import hearth.engine.sampling.NoTokenAllowedException;
import hearth.engine.sampling.SamplingOptions;
import hearth.engine.sampling.TokenRules;
import hearth.grammar.Grammar;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of a random model, which knows no language, held to grammars while others run beside it. */
class GrammarTest {
    private static final String LIST = """
            root ::= "[" number ("," number)* "]"
            number ::= [1-9] [0-9]{0,3}
            """;

    @TempDir
    Path folder;

    private static GenerationRequest request(int seed) {
        return GenerationRequest.of(new int[] {1, 70 + seed, 71})
                .withSampling(SamplingOptions.defaults().withTemperature(2).withTopK(0).withTopP(1).withSeed(seed))
                .withMaxTokens(60);
    }

    @Test
    void everyAnswerMatchesOrIsABeginning() throws InterruptedException {
        Path file = TinyLlama.create().contextLength(128).write(folder.resolve("tiny.gguf"));
        try (Engine engine = ScalarEngine.open();
                Model model = engine.load(file, LoadOptions.defaults());
                Scheduler scheduler = model.scheduler(SchedulerOptions.defaults().withSlots(4))) {
            ConstraintSource list = GrammarConstraint.source(model.compile(Grammar.parseGbnf(LIST)));
            List<GenerationTicket> tickets = new ArrayList<>();
            for (int seed = 0; seed < 40; seed++) {
                GenerationRequest request = request(seed);
                tickets.add(scheduler.submit(
                        seed % 4 == 3 ? request : request.withRules(TokenRules.none().withConstraint(list))));
            }
            int complete = 0;
            for (int seed = 0; seed < 40; seed++) {
                GenerationResult result = tickets.get(seed).await();
                if (seed % 4 != 3) {
                    boolean whole = result.reason() == FinishReason.STOP;
                    complete += whole ? 1 : 0;
                    assertThat(result.text()).matches(whole ? "\\[[1-9]\\d{0,3}(,[1-9]\\d{0,3})*]" : "\\[[\\d,\\[\\]]*");
                }
            }
            assertThat(complete).isGreaterThan(10);
        }
    }

    @Test
    void aTextNoTokenCanSpellEndsWithAnError() throws InterruptedException {
        Path file = TinyLlama.create().contextLength(128).write(folder.resolve("tiny.gguf"));
        try (Engine engine = ScalarEngine.open();
                Model model = engine.load(file, LoadOptions.defaults());
                Scheduler scheduler = model.scheduler(SchedulerOptions.defaults())) {
            // The bias takes away the only way to go on.
            ConstraintSource one = GrammarConstraint.source(model.compile(Grammar.parseGbnf("root ::= \"\\x01\"")));
            int only = TinyVocabulary.FIRST_BYTE_ID + 1;
            TokenRules rules = TokenRules.none()
                    .withConstraint(one)
                    .withBias(Map.of(only, Float.NEGATIVE_INFINITY));
            GenerationTicket ticket = scheduler.submit(request(1).withRules(rules));

            assertThatThrownBy(ticket::await).isInstanceOf(NoTokenAllowedException.class);
        }
    }
}
