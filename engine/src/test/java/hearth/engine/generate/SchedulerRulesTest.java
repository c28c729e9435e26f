package hearth.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.engine.generate.GenerationEvent.Token;
import hearth.engine.sampling.NoTokenAllowedException;
import hearth.engine.sampling.TokenConstraint;
import hearth.engine.sampling.TokenLogprobs;
import hearth.engine.sampling.TokenRules;
import hearth.testkit.TinyVocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Constraints, biases and log-probabilities of requests that run beside others. */
class SchedulerRulesTest extends SchedulerFixture {
    /** Allows the letters of a text one after the other, then only the end; after that nothing. */
    private static TokenConstraint spelling(String text) {
        return new TokenConstraint() {
            private int at;

            @Override
            public long[] allowed() {
                long[] allowed = new long[(TinyVocabulary.SIZE + 63) / 64];
                int id = at < text.length() ? TinyVocabulary.FIRST_BYTE_ID + text.charAt(at) : TinyVocabulary.END_ID;
                if (at <= text.length()) {
                    allowed[id >> 6] |= 1L << id;
                }
                return allowed;
            }

            @Override
            public void accept(int id) {
                at++;
            }
        };
    }

    private static GenerationRequest constrained(char last, TokenConstraint constraint) {
        return request(1, last, 20).withRules(TokenRules.none().withConstraint(() -> constraint));
    }

    @Test
    void aConstraintDecidesAndOthersDoNotNotice() throws InterruptedException {
        open(OPTIONS.withSlots(3));
        GenerationTicket free = scheduler.submit(request(1, 'a', 20));
        GenerationTicket first = scheduler.submit(constrained('a', spelling("hello")));
        GenerationTicket second = scheduler.submit(constrained('b', spelling("world!")));

        assertThat(first.await().text()).isEqualTo("hello");
        assertThat(first.await().reason()).isEqualTo(FinishReason.STOP);
        assertThat(second.await().text()).isEqualTo("world!");
        assertThat(free.await().text()).isEqualTo("bcdefghijklmnopqrstu");
    }

    @Test
    void aConstraintThatAllowsNothingEndsTheAnswerWithAnError() throws InterruptedException {
        open(OPTIONS);
        GenerationTicket free = scheduler.submit(request(1, 'a', 20));
        GenerationTicket stuck = scheduler.submit(constrained('a', new TokenConstraint() {
            private int drawn;

            @Override
            public long[] allowed() {
                return drawn < 2 ? new long[] {0, -1L, -1L, -1L, -1L, -1L} : new long[0];
            }

            @Override
            public void accept(int id) {
                drawn++;
            }
        }));
        List<GenerationEvent> events = new ArrayList<>();

        assertThatThrownBy(() -> stuck.deliver(events::add))
                .isInstanceOf(NoTokenAllowedException.class)
                .hasMessageContaining("constraint");
        assertThat(events.stream().filter(Token.class::isInstance)).hasSize(2);
        assertThat(free.await().usage().generatedTokens()).isEqualTo(20);
    }

    @Test
    void aConstraintThatThrowsHarmsItsOwnRequestOnly() throws InterruptedException {
        open(OPTIONS);
        GenerationTicket free = scheduler.submit(request(1, 'a', 20));
        GenerationTicket unstartable = scheduler.submit(request(1, 'a', 5).withRules(TokenRules.none().withConstraint(() -> {
            throw new StackOverflowError("too deep");
        })));
        assertThatThrownBy(unstartable::await).isInstanceOf(StackOverflowError.class);
        GenerationTicket broken = scheduler.submit(constrained('a', new TokenConstraint() {
            @Override
            public long[] allowed() {
                throw new IllegalStateException("a fault in the grammar");
            }

            @Override
            public void accept(int id) {}
        }));
        assertThatThrownBy(broken::await).hasMessage("a fault in the grammar");

        assertThat(free.await().usage().generatedTokens()).isEqualTo(20);
        assertThat(scheduler.status().failed()).isEqualTo(2);
    }

    @Test
    void biasesForbidAndForce() throws InterruptedException {
        open(OPTIONS);
        TokenRules rules = TokenRules.none()
                .withBias(Map.of(FakeModel.A + 1, Float.NEGATIVE_INFINITY, FakeModel.A + 9, 100f));

        assertThat(scheduler.submit(request(1, 'a', 3).withRules(rules)).await().text()).isEqualTo("jjj");
        assertThatThrownBy(() -> scheduler.submit(request(1, 'a', 3)
                        .withRules(TokenRules.none().withBias(Map.of(TinyVocabulary.SIZE, 1f)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("logit bias names token " + TinyVocabulary.SIZE);
    }

    @Test
    void logprobsComeWithEachTokenAndFromTheRawLogits() throws InterruptedException {
        open(OPTIONS);
        List<GenerationEvent> events = new ArrayList<>();
        TokenRules rules = TokenRules.none().withBias(Map.of(FakeModel.A + 9, 100f));
        scheduler.submit(request(1, 'a', 2).withRules(rules).withTopLogprobs(2)).deliver(events::add);

        Optional<TokenLogprobs> logprobs = events.stream()
                .filter(Token.class::isInstance)
                .map(event -> ((Token) event).logprobs())
                .findFirst()
                .orElseThrow();
        // One logit is 50, all others 0.
        assertThat(logprobs.orElseThrow().logprob()).isEqualTo(-50f);
        assertThat(logprobs.orElseThrow().top())
                .containsExactly(
                        new TokenLogprobs.TokenLogprob(FakeModel.A + 1, 0f), new TokenLogprobs.TokenLogprob(0, -50f));
    }
}
