package hearth.server.metrics;

import hearth.server.answer.AnswerObserver;
import hearth.server.call.AnswerUsage;
import hearth.server.http.RequestObserver;
import hearth.server.model.LoadedModel;
import hearth.server.model.ModelPool;

/** All figures of one server. Thread-safe. */
public final class ServerMetrics implements AnswerObserver {
    /** Of the text form that Prometheus reads. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120};
    private static final double[] RATES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
    private static final double NANOS_PER_SECOND = 1e9;

    private final Family requests = new Family("hearth_requests_total", "counter", "Answered requests.");
    private final Family requestSeconds = new Family("hearth_request_seconds", "histogram", "Time to the end of an answer.");
    private final Family answers = new Family("hearth_answers_total", "counter", "Completed answers of models.");
    private final Family promptTokens = new Family("hearth_prompt_tokens_total", "counter", "Tokens of prompts.");
    private final Family reusedTokens = new Family("hearth_reused_tokens_total", "counter", "Prompt tokens found in a KV cache.");
    private final Family generatedTokens = new Family("hearth_generated_tokens_total", "counter", "Drawn tokens.");
    private final Family firstToken = new Family("hearth_first_token_seconds", "histogram", "Time from a call to its first token.");
    private final Family queued = new Family("hearth_queue_seconds", "histogram", "Time a call waited for a slot.");
    private final Family rate = new Family("hearth_generated_tokens_per_second", "histogram", "Drawing speed of one answer.");
    private volatile ModelPool pool;

    /** From now on the figures of this pool are shown too. */
    public void watch(ModelPool watched) {
        pool = watched;
    }

    public void answered(RequestObserver.Record record) {
        String route = record.route().isEmpty() ? "none" : record.route();
        requests.add(1, "method", record.method(), "route", route, "status", Integer.toString(record.status()));
        requestSeconds.observe(SECONDS, record.nanos() / NANOS_PER_SECOND, "route", route);
    }

    @Override
    public void completed(String model, AnswerUsage usage, long firstTokenNanos) {
        answers.add(1, "model", model);
        promptTokens.add(usage.promptTokens(), "model", model);
        reusedTokens.add(usage.reusedTokens(), "model", model);
        generatedTokens.add(usage.generatedTokens(), "model", model);
        queued.observe(SECONDS, usage.queueNanos() / NANOS_PER_SECOND, "model", model);
        if (firstTokenNanos > 0) {
            firstToken.observe(SECONDS, firstTokenNanos / NANOS_PER_SECOND, "model", model);
        }
        if (usage.generatedTokens() > 1 && usage.generationNanos() > 0) {
            rate.observe(RATES, usage.generatedTokens() * NANOS_PER_SECOND / usage.generationNanos(), "model", model);
        }
    }

    /** Everything, in the text form. */
    public String text() {
        StringBuilder out = new StringBuilder();
        for (Family family : new Family[] {
            requests, requestSeconds, answers, promptTokens, reusedTokens, generatedTokens, firstToken, queued, rate
        }) {
            family.write(out);
        }
        writePool(out);
        return out.toString();
    }

    private void writePool(StringBuilder out) {
        Family memory = new Family("hearth_model_memory_bytes", "gauge", "Memory set aside for a model.");
        Family running = new Family("hearth_running_answers", "gauge", "Answers that are being made.");
        Family waiting = new Family("hearth_waiting_answers", "gauge", "Answers that wait for a slot.");
        for (LoadedModel model : pool.loaded()) {
            memory.add(model.memoryBytes(), "model", model.model().name());
            running.add(model.load().running(), "model", model.model().name());
            waiting.add(model.load().waiting(), "model", model.model().name());
        }
        Family limit = new Family("hearth_memory_limit_bytes", "gauge", "Memory that all models together may need.");
        limit.add(pool.memoryLimitBytes());
        Family loading = new Family("hearth_waiting_for_models", "gauge", "Calls that wait for a model to be loaded.");
        loading.add(pool.waitingCount());
        for (Family family : new Family[] {memory, running, waiting, limit, loading}) {
            family.write(out);
        }
    }
}
