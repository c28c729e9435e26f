package hearth.server.engine;

import hearth.engine.generate.ConsumerStalledException;
import hearth.engine.generate.GenerationEvent;
import hearth.engine.generate.GenerationTicket;
import hearth.engine.generate.ReuseLimit;
import hearth.engine.generate.SchedulerClosedException;
import hearth.engine.generate.Usage;
import hearth.engine.sampling.NoTokenAllowedException;
import hearth.engine.sampling.TokenLogprobs;
import hearth.engine.sampling.UnusableLogitsException;
import hearth.server.call.AnswerEnd;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.call.TokenLogprob;
import hearth.server.model.ModelRunner;
import hearth.server.model.RunEvent;
import hearth.tokenizer.Tokenizer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A generation of the engine, in the server's words. */
final class EngineRun implements ModelRunner.Run {
    private final GenerationTicket ticket;
    private final Tokenizer tokenizer;

    EngineRun(GenerationTicket ticket, Tokenizer tokenizer) {
        this.ticket = ticket;
        this.tokenizer = tokenizer;
    }

    @Override
    public Optional<RunEvent> next(Duration patience) throws InterruptedException {
        try {
            return ticket.next(patience).map(this::translated);
        } catch (SchedulerClosedException e) {
            throw ApiException.overloaded("the model was unloaded before the answer was complete", 1);
        } catch (ConsumerStalledException e) {
            throw new ApiException(Kind.CLIENT_GONE, "the client stopped reading", e);
        } catch (NoTokenAllowedException | UnusableLogitsException e) {
            throw new ApiException(Kind.INTERNAL, e.getMessage(), e);
        }
    }

    @Override
    public void cancel() {
        ticket.cancel();
    }

    private RunEvent translated(GenerationEvent event) {
        return switch (event) {
            case GenerationEvent.PromptProgress progress ->
                new RunEvent.Progress(progress.doneTokens(), progress.totalTokens());
            case GenerationEvent.Token token ->
                new RunEvent.Token(token.id(), token.text(), token.logprobs().map(logprobs -> logprob(token.id(), logprobs)));
            case GenerationEvent.Finished finished -> done(finished);
        };
    }

    private RunEvent done(GenerationEvent.Finished finished) {
        Usage usage = finished.usage();
        AnswerEnd.Reason told = switch (finished.reason()) {
            case STOP -> AnswerEnd.Reason.STOP;
            case STOP_SEQUENCE -> AnswerEnd.Reason.STOP_SEQUENCE;
            case LENGTH -> AnswerEnd.Reason.LENGTH;
            case CANCELLED -> throw new ApiException(Kind.CLIENT_GONE, "request canceled");
        };
        return new RunEvent.Done(
                told,
                finished.stopSequence(),
                usage.reusedTokens(),
                note(usage.reuseLimit()),
                usage.generatedTokens(),
                usage.queueNanos(),
                usage.promptNanos(),
                usage.generationNanos());
    }

    private static String note(ReuseLimit limit) {
        return switch (limit) {
            case LAST_TOKEN -> "";
            case NEW_TEXT -> "the rest of the prompt is new";
            case DIVERGED -> "from there on the cached text was another";
            case NO_MATCH -> "no cached text begins like this prompt";
            case EVICTED -> "the cached text had been dropped for others";
            case NOT_STARTED -> "the prompt was not looked up";
        };
    }

    private TokenLogprob logprob(int id, TokenLogprobs logprobs) {
        List<TokenLogprob> top = logprobs.top().stream()
                .map(each -> logprob(each.id(), each.logprob(), List.of()))
                .toList();
        return logprob(id, logprobs.logprob(), top);
    }

    private TokenLogprob logprob(int id, float logprob, List<TokenLogprob> top) {
        return new TokenLogprob(id, tokenizer.decode(new int[] {id}, true), tokenizer.tokenBytes(id), logprob, top);
    }
}
