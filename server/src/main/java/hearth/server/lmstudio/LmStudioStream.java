package hearth.server.lmstudio;

import hearth.chat.ToolCall;
import hearth.server.call.AnswerEvent;
import hearth.server.call.ApiException;
import hearth.server.wire.Frame;
import hearth.server.wire.StreamMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers of {@code /api/v1/chat}, from events to server-sent events. The last one holds the whole answer. Pure. */
final class LmStudioStream implements StreamMapping {
    private static final double NANOS_PER_SECOND = 1e9;

    private final LmStudioChatAnswer answer;
    private final StringBuilder thinking = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private Map<String, Object> stats = new LinkedHashMap<>();
    private Phase phase = Phase.PROMPT;

    /** What is being told, by the name of its events. */
    private enum Phase {
        PROMPT("prompt_processing"),
        REASONING("reasoning"),
        MESSAGE("message"),
        BETWEEN("");

        private final String events;

        Phase(String events) {
            this.events = events;
        }
    }

    LmStudioStream(LmStudioChatAnswer answer) {
        this.answer = answer;
    }

    @Override
    public List<Frame> on(AnswerEvent event) {
        List<Frame> frames = new ArrayList<>();
        switch (event) {
            case AnswerEvent.Started started -> start(started, frames);
            case AnswerEvent.PromptProgress progress -> {
                double share = (double) progress.doneTokens() / Math.max(1, progress.totalTokens());
                frames.add(frame("prompt_processing.progress", Map.of("progress", share)));
            }
            case AnswerEvent.ThinkingDelta delta -> piece(Phase.REASONING, delta.text(), thinking, frames);
            case AnswerEvent.TextDelta delta -> piece(Phase.MESSAGE, delta.text(), text, frames);
            case AnswerEvent.ToolCallFinished call -> {
                enter(Phase.BETWEEN, frames);
                calls.add(call.call());
                frames.add(frame("tool_call.failure", LmStudioChatAnswer.refused(call.call())));
            }
            case AnswerEvent.Finished finished -> {
                enter(Phase.BETWEEN, frames);
                stats = answer.stats(finished.end().usage());
            }
            case AnswerEvent.ToolCallStarted _, AnswerEvent.ToolCallDelta _ -> {
                // The whole call follows, or its text.
            }
        }
        return frames;
    }

    @Override
    public List<Frame> end() {
        return List.of(frame("chat.end", Map.of("result", answer.result(thinking.toString(), text.toString(), calls, stats))));
    }

    /** What was made is told all the same. */
    @Override
    public List<Frame> failed(ApiException failure) {
        List<Frame> frames = new ArrayList<>();
        frames.add(frame("error", Map.of("error", LmStudioErrors.error(failure, "model_not_found"))));
        frames.addAll(end());
        return frames;
    }

    private void start(AnswerEvent.Started started, List<Frame> frames) {
        Map<String, Object> instance = Map.of("model_instance_id", answer.instanceId());
        stats.put("input_tokens", started.promptTokens());
        frames.add(frame("chat.start", instance));
        if (!answer.wasLoaded()) {
            frames.add(frame("model_load.start", instance));
            Map<String, Object> loaded = new LinkedHashMap<>(instance);
            loaded.put("load_time_seconds", started.loadNanos() / NANOS_PER_SECOND);
            frames.add(frame("model_load.end", loaded));
        }
        frames.add(frame("prompt_processing.start", Map.of()));
    }

    private void piece(Phase wanted, String piece, StringBuilder whole, List<Frame> frames) {
        if (piece.isEmpty()) {
            return;
        }
        enter(wanted, frames);
        whole.append(piece);
        frames.add(frame(wanted.events + ".delta", Map.of("content", piece)));
    }

    private void enter(Phase next, List<Frame> frames) {
        if (next == phase) {
            return;
        }
        if (phase != Phase.BETWEEN) {
            frames.add(frame(phase.events + ".end", Map.of()));
        }
        phase = next;
        if (phase != Phase.BETWEEN) {
            frames.add(frame(phase.events + ".start", Map.of()));
        }
    }

    private static Frame frame(String type, Map<String, Object> fields) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("type", type);
        data.putAll(fields);
        return Frame.json(type, data);
    }
}
