package hearth.server.answer;

import hearth.server.call.AnswerEnd;
import hearth.server.call.AnswerEvent;
import hearth.server.call.AnswerEvent.Finished;
import hearth.server.call.AnswerEvent.PromptProgress;
import hearth.server.call.AnswerUsage;
import hearth.server.model.ModelRunner;
import hearth.server.model.RunEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** One choice on its way: the run's events in, the answer's events out. */
final class ChoiceRun {
    private final int choice;
    private final int[] promptIds;
    private final OutputReader reader;
    private final Optional<ThinkingLimit> limit;
    private final AnswerClock clock;
    private ModelRunner.Run run;
    /** Tokens that were drawn before the reasoning was cut short; empty if it was not. */
    private OptionalInt earlierTokens = OptionalInt.empty();
    private int[] ids = new int[64];
    private int idCount;
    private int thinkingTokens;
    private boolean over;

    ChoiceRun(
            int choice,
            int[] promptIds,
            ModelRunner.Run run,
            OutputReader reader,
            Optional<ThinkingLimit> limit,
            AnswerClock clock) {
        this.choice = choice;
        this.promptIds = promptIds;
        this.run = run;
        this.reader = reader;
        this.limit = limit;
        this.clock = clock;
    }

    ModelRunner.Run run() {
        return run;
    }

    boolean isOver() {
        return over;
    }

    List<AnswerEvent> on(RunEvent event) {
        return switch (event) {
            case RunEvent.Progress progress ->
                choice == 0 && earlierTokens.isEmpty()
                        ? List.of(new PromptProgress(progress.doneTokens(), progress.totalTokens()))
                        : List.of();
            case RunEvent.Token token -> {
                clock.tokenDrawn();
                keep(token.id());
                thinkingTokens += reader.isThinking() ? 1 : 0;
                List<AnswerEvent> events = new ArrayList<>(reader.push(token.text(), token.logprob().stream().toList()));
                if (reader.isThinking() && limit.isPresent()) {
                    cutThinking(limit.get(), token.text(), events);
                }
                yield events;
            }
            case RunEvent.Done done -> {
                over = true;
                List<AnswerEvent> events = new ArrayList<>(reader.finish());
                events.add(new Finished(choice, end(done)));
                yield events;
            }
        };
    }

    private void cutThinking(ThinkingLimit thinking, String text, List<AnswerEvent> events) {
        Optional<ModelRunner.Run> next = thinking.next(text, thinkingTokens, Arrays.copyOf(ids, idCount));
        if (next.isPresent()) {
            run.cancel();
            run = next.get();
            earlierTokens = OptionalInt.of(idCount);
            Arrays.stream(thinking.budget().endIds()).forEach(this::keep);
            events.addAll(reader.push(thinking.budget().end(), List.of()));
        }
    }

    private void keep(int id) {
        if (idCount == ids.length) {
            ids = Arrays.copyOf(ids, 2 * idCount);
        }
        ids[idCount++] = id;
    }

    private AnswerEnd end(RunEvent.Done done) {
        AnswerUsage usage = earlierTokens.isPresent() ? usageOfBoth(done, earlierTokens.getAsInt()) : new AnswerUsage(
                promptIds.length,
                done.reusedTokens(),
                done.reuseNote(),
                done.generatedTokens(),
                thinkingTokens,
                clock.loadNanos(),
                done.queueNanos(),
                done.promptNanos(),
                done.generationNanos(),
                clock.elapsedNanos());
        int[] context = IntStream.concat(Arrays.stream(promptIds), Arrays.stream(ids, 0, idCount)).toArray();
        return new AnswerEnd(done.reason(), done.stopSequence(), usage, context);
    }

    /** The first run was given up, so it told no figures of its own. */
    private AnswerUsage usageOfBoth(RunEvent.Done done, int earlier) {
        return new AnswerUsage(
                promptIds.length,
                0,
                "not known, for the reasoning was cut short",
                earlier + done.generatedTokens(),
                thinkingTokens,
                clock.loadNanos(),
                0,
                clock.firstTokenNanos() - clock.loadNanos(),
                clock.elapsedNanos() - clock.firstTokenNanos(),
                clock.elapsedNanos());
    }
}
