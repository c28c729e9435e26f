package hearth.engine.generate;

import static hearth.testkit.TinyVocabulary.END_ID;
import static hearth.testkit.TinyVocabulary.FIRST_BYTE_ID;
import static hearth.testkit.TinyVocabulary.TURN_END_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.engine.generate.GenerationEvent.Finished;
import hearth.engine.generate.GenerationEvent.PromptProgress;
import hearth.engine.generate.GenerationEvent.Token;
import hearth.engine.sampling.SamplingOptions;
import hearth.engine.sampling.UnusableLogitsException;
import hearth.testkit.ThreadMeter;
import hearth.testkit.TinyVocabulary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generation loop on scripted logits. */
class SessionTest {
    private static final int[] PROMPT = {TinyVocabulary.BEGIN_ID, 70, 71};

    @TempDir
    Path folder;

    private final List<GenerationEvent> events = new ArrayList<>();

    private static GenerationRequest request(String... stops) {
        return GenerationRequest.of(PROMPT).withSampling(SamplingOptions.greedy()).withStopSequences(List.of(stops));
    }

    /** One token for each byte of the text, then the end. */
    private static int[] scriptOf(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length + 1];
        for (int i = 0; i < bytes.length; i++) {
            ids[i] = FIRST_BYTE_ID + (bytes[i] & 0xFF);
        }
        ids[bytes.length] = END_ID;
        return ids;
    }

    private GenerationResult run(ScriptedModel model, GenerationRequest request) {
        try (Session session = model.session(folder)) {
            return session.generate(request, events::add);
        }
    }

    private String streamedText() {
        return events.stream()
                .filter(Token.class::isInstance)
                .map(event -> ((Token) event).text())
                .collect(Collectors.joining());
    }

    private static <T> List<T> ofType(List<GenerationEvent> events, Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void endsAtATokenThatEndsTheAnswer() {
        for (int end : new int[] {END_ID, TURN_END_ID}) {
            events.clear();
            GenerationResult result = run(new ScriptedModel(3, 8, 260, 261, end, 262), request());

            assertThat(result.text()).isEqualTo("ab");
            assertThat(result.tokenIds()).containsExactly(260, 261, end);
            assertThat(result.reason()).isEqualTo(FinishReason.STOP);
            assertThat(streamedText()).isEqualTo("ab");
            assertThat(events.getLast()).isEqualTo(new Finished(FinishReason.STOP, Optional.empty(), result.usage()));
            assertThat(result.usage().generatedTokens()).isEqualTo(3);
            assertThat(result.usage().promptTokens()).isEqualTo(3);
            assertThat(result.usage().firstTokenNanos()).isPositive();
        }
    }

    @Test
    void aCharacterAppearsOnceItIsComplete() {
        GenerationResult result = run(new ScriptedModel(3, 8, scriptOf("a\u00E9\uD83D\uDE00")), request());

        assertThat(ofType(events, Token.class).stream().map(Token::text))
                .containsExactly("a", "", "\u00E9", "", "", "", "\uD83D\uDE00", "");
        assertThat(result.text()).isEqualTo("a\u00E9\uD83D\uDE00");
    }

    @Test
    void anIncompleteCharacterAtTheEndIsMarked() {
        GenerationResult result = run(new ScriptedModel(3, 8, FIRST_BYTE_ID + 0xC3, END_ID), request());

        assertThat(result.text()).isEqualTo("\uFFFD").isEqualTo(streamedText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x END", "x E", "x ENE", "x ENDmore", "END"})
    void stopSequencesAreCutFromStreamAndResult(String text) {
        GenerationResult result = run(new ScriptedModel(3, 8, scriptOf(text)), request("END", "unseen"));
        int stop = text.indexOf("END");

        assertThat(result.text()).isEqualTo(stop < 0 ? text : text.substring(0, stop)).isEqualTo(streamedText());
        assertThat(result.reason()).isEqualTo(stop < 0 ? FinishReason.STOP : FinishReason.STOP_SEQUENCE);
        if (stop >= 0) {
            assertThat(result.tokenIds()).hasSize(stop + 3);
        }
    }

    @Test
    void heldBackTextComesWithTheLastTokenAtTheLimit() {
        GenerationResult result = run(new ScriptedModel(3, 8, scriptOf("abENDx")), request("END").withMaxTokens(4));

        assertThat(result.reason()).isEqualTo(FinishReason.LENGTH);
        assertThat(result.text()).isEqualTo("abEN").isEqualTo(streamedText());
    }

    @Test
    void aStopSequenceAtTheLimitCountsAsStop() {
        GenerationResult result = run(new ScriptedModel(3, 8, scriptOf("abENDx")), request("END").withMaxTokens(5));

        assertThat(result.reason()).isEqualTo(FinishReason.STOP_SEQUENCE);
        assertThat(result.text()).isEqualTo("ab").isEqualTo(streamedText());
    }

    @Test
    void noTokensAskedForEvaluatesThePromptOnly() {
        GenerationResult result = run(new ScriptedModel(3, 8, 260), request().withMaxTokens(0));

        assertThat(result.reason()).isEqualTo(FinishReason.LENGTH);
        assertThat(result.tokenIds()).isEmpty();
        assertThat(result.usage().firstTokenNanos()).isZero();
        assertThat(ofType(events, PromptProgress.class)).last().isEqualTo(new PromptProgress(3, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 63, 64})
    void endsWhereTheContextEnds(int promptLength) {
        int[] prompt = IntStream.range(0, promptLength).map(i -> 70).toArray();
        ScriptedModel model = new ScriptedModel(promptLength, 64, 260);
        GenerationRequest endless = GenerationRequest.of(prompt).withSampling(SamplingOptions.greedy());

        GenerationResult result = run(model, endless);

        assertThat(result.reason()).isEqualTo(FinishReason.LENGTH);
        // The last drawn token needs no position of its own.
        assertThat(result.tokenIds()).hasSize(ScriptedModel.CONTEXT_LENGTH - promptLength + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 6400})
    void aPromptLongerThanTheContextIsRefusedWithBothNumbers(int promptLength) {
        int[] prompt = new int[promptLength];

        assertThatThrownBy(() -> run(new ScriptedModel(3, 8, 260), GenerationRequest.of(prompt)))
                .isInstanceOf(PromptTooLongException.class)
                .hasMessage("the prompt has " + promptLength + " tokens but the context holds only 64");
        assertThat(events).isEmpty();
    }

    @Test
    void thePromptRunsInChunksAndTellsItsProgress() {
        int[] prompt = IntStream.range(0, 10).toArray();
        ScriptedModel model = new ScriptedModel(10, 4, END_ID);

        run(model, GenerationRequest.of(prompt));

        assertThat(model.batches()).containsExactly(4, 4, 2);
        assertThat(ofType(events, PromptProgress.class))
                .containsExactly(
                        new PromptProgress(0, 10),
                        new PromptProgress(4, 10),
                        new PromptProgress(8, 10),
                        new PromptProgress(10, 10));
    }

    @Test
    void aCommonBeginningIsNotRunAgain() {
        ScriptedModel model = new ScriptedModel(3, 8, 260, 261, END_ID);
        try (Session session = model.session(folder)) {
            session.generate(request(), events::add);
            model.batches().clear();
            int[] next = {TinyVocabulary.BEGIN_ID, 70, 71, 260, 261, END_ID, 90};
            Usage usage = session.generate(GenerationRequest.of(next).withMaxTokens(0), events::add).usage();
            assertThat(usage.reusedTokens()).isEqualTo(5);
            assertThat(model.batches()).containsExactly(2);

            Usage same = session.generate(GenerationRequest.of(next).withMaxTokens(0), events::add).usage();
            assertThat(same.reusedTokens()).as("the last token runs again for its logits").isEqualTo(6);

            Usage other = session.generate(GenerationRequest.of(new int[] {1, 5}).withMaxTokens(0), events::add).usage();
            assertThat(other.reusedTokens()).isEqualTo(1);
        }
    }

    @Test
    void cancellingBetweenChunksKeepsWhatIsDone() {
        int[] prompt = IntStream.range(0, 10).toArray();
        Cancellation cancellation = new Cancellation();
        ScriptedModel model = new ScriptedModel(10, 4, 260);
        Consumer<GenerationEvent> canceller = event -> {
            events.add(event);
            if (event.equals(new PromptProgress(4, 10))) {
                cancellation.cancel();
            }
        };
        try (Session session = model.session(folder)) {
            GenerationResult result = session.generate(GenerationRequest.of(prompt).withCancellation(cancellation), canceller);

            assertThat(result.reason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(result.tokenIds()).isEmpty();
            assertThat(model.batches()).containsExactly(4);
            Usage again = session.generate(GenerationRequest.of(prompt).withMaxTokens(1), events::add).usage();
            assertThat(again.reusedTokens()).isEqualTo(4);
        }
    }

    @Test
    void cancellingBetweenStepsEndsTheAnswer() {
        Cancellation cancellation = new Cancellation();
        ScriptedModel model = new ScriptedModel(3, 8, 260);
        Consumer<GenerationEvent> canceller = event -> {
            events.add(event);
            if (ofType(events, Token.class).size() == 5) {
                cancellation.cancel();
            }
        };
        try (Session session = model.session(folder)) {
            GenerationResult result = session.generate(request().withCancellation(cancellation), canceller);

            assertThat(result.reason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(result.text()).isEqualTo("aaaaa");
            assertThat(events.getLast()).isInstanceOf(Finished.class);
        }
    }

    @Test
    void numbersThatAreNoneEndInAnErrorAndAreNotReused() {
        ScriptedModel model = new ScriptedModel(3, 8, 260, 261, END_ID);
        try (Session session = model.session(folder)) {
            model.breakAt(3);
            assertThatThrownBy(() -> session.generate(request(), events::add))
                    .isInstanceOf(UnusableLogitsException.class)
                    .hasMessageContaining("after position 3")
                    .hasMessageContaining("NaN");
            model.breakAt(-1);
            GenerationResult healthy = session.generate(request(), events::add);

            assertThat(healthy.usage().reusedTokens()).isZero();
            assertThat(healthy.text()).isEqualTo("ab");
        }
    }

    @Test
    void aTokenOutsideTheVocabularyIsRefused() {
        for (int id : new int[] {-1, TinyVocabulary.SIZE}) {
            assertThatThrownBy(() -> run(new ScriptedModel(3, 8, 260), GenerationRequest.of(new int[] {1, id})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("token 1 of the prompt is " + id);
        }
    }

    @Test
    void requestsAreCheckedWhenMade() {
        assertThatThrownBy(() -> GenerationRequest.of(new int[0])).hasMessageContaining("no tokens");
        assertThatThrownBy(() -> request().withMaxTokens(-2)).hasMessageContaining("maxTokens is -2");
        assertThatThrownBy(() -> request("a", "")).hasMessageContaining("stop sequence is empty");
    }

    @Test
    void oneGenerationAtATimeAndNoneOnceClosed() {
        ScriptedModel model = new ScriptedModel(3, 8, 260, END_ID);
        Session session = model.session(folder);
        session.generate(request(), event -> {
            assertThatThrownBy(() -> session.generate(request(), events::add)).hasMessageContaining("already generating");
            assertThatThrownBy(session::close).hasMessageContaining("still generating");
        });
        session.close();
        session.close();

        assertThatThrownBy(() -> session.generate(request(), events::add)).hasMessageContaining("closed");
    }

    @Test
    void anotherTokenAllocatesLittle() {
        ScriptedModel model = new ScriptedModel(1, 8, 260);
        GenerationRequest one = GenerationRequest.of(new int[] {1})
                .withSampling(SamplingOptions.defaults().withRepeatPenalty(1.1f).withMinP(0.05f))
                .withStopSequences(List.of("END", "\n\n"));
        try (Session session = model.session(folder)) {
            long few = allocated(session, one.withMaxTokens(10));
            long many = allocated(session, one.withMaxTokens(60));

            assertThat((many - few) / 50).as("bytes for a token").isLessThan(1024);
        }
    }

    private static long allocated(Session session, GenerationRequest request) {
        session.generate(request, event -> {});
        long before = ThreadMeter.allocatedBytes();
        session.generate(request, event -> {});
        return ThreadMeter.allocatedBytes() - before;
    }
}
