package hearth.server.anthropic;

import hearth.chat.ToolCall;
import hearth.json.Json;
import hearth.server.call.AnswerEnd;
import hearth.server.call.AnswerEvent;
import hearth.server.call.ApiException;
import hearth.server.wire.Frame;
import hearth.server.wire.StreamMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers of {@code /v1/messages}, from events to server-sent events: one block after the other. A tool call becomes a block when it is
 * whole, since a client may run what it was sent of half a call; what stays half is text. Pure.
 */
final class AnthropicStream implements StreamMapping {
    /** While a call is being written a client hears this often that the answer goes on. */
    private static final int PIECES_PER_PING = 32;

    private final AnthropicAnswers answers;
    private final boolean showsThinking;
    private final StringBuilder thinking = new StringBuilder();
    private Open open = Open.NONE;
    private int index = -1;
    private int heldPieces;
    private boolean calls;

    /** The block that is not complete. */
    private enum Open {
        NONE,
        TEXT,
        THINKING
    }

    AnthropicStream(AnthropicAnswers answers, boolean showsThinking) {
        this.answers = answers;
        this.showsThinking = showsThinking;
    }

    @Override
    public List<Frame> on(AnswerEvent event) {
        List<Frame> frames = new ArrayList<>();
        switch (event) {
            case AnswerEvent.Started started ->
                frames.add(frame("message_start", Map.of("message", answers.begun(started.promptTokens()))));
            case AnswerEvent.PromptProgress _ -> frames.add(frame("ping", Map.of()));
            case AnswerEvent.TextDelta delta -> text(delta.text(), frames);
            case AnswerEvent.ThinkingDelta delta -> thinking(delta.text(), frames);
            case AnswerEvent.ToolCallStarted _, AnswerEvent.ToolCallDelta _ -> hold(frames);
            case AnswerEvent.ToolCallFinished finished -> call(finished.call(), frames);
            case AnswerEvent.Finished finished -> finish(finished.end(), frames);
        }
        return frames;
    }

    @Override
    public List<Frame> end() {
        return List.of(frame("message_stop", Map.of()));
    }

    @Override
    public List<Frame> failed(ApiException failure) {
        return List.of(Frame.json("error", AnthropicErrors.event(failure)));
    }

    private void text(String text, List<Frame> frames) {
        if (text.isEmpty()) {
            return;
        }
        if (open != Open.TEXT) {
            close(frames);
            open(Open.TEXT, AnthropicAnswers.text(""), frames);
        }
        frames.add(delta("text_delta", "text", text));
    }

    private void thinking(String text, List<Frame> frames) {
        if (text.isEmpty()) {
            return;
        }
        if (open != Open.THINKING) {
            close(frames);
            open(Open.THINKING, AnthropicAnswers.thinking("", ""), frames);
        }
        thinking.append(text);
        if (showsThinking) {
            frames.add(delta("thinking_delta", "thinking", text));
        }
    }

    private void hold(List<Frame> frames) {
        if (heldPieces++ % PIECES_PER_PING == 0) {
            frames.add(frame("ping", Map.of()));
        }
    }

    private void call(ToolCall call, List<Frame> frames) {
        close(frames);
        calls = true;
        open(Open.NONE, AnthropicAnswers.toolUse(call, Map.of()), frames);
        frames.add(delta("input_json_delta", "partial_json", Json.write(call.arguments())));
        frames.add(frame("content_block_stop", Map.of("index", index)));
    }

    private void finish(AnswerEnd end, List<Frame> frames) {
        close(frames);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("delta", answers.stop(end, calls));
        fields.put("usage", AnthropicAnswers.usage(end.usage()));
        frames.add(frame("message_delta", fields));
    }

    private void open(Open kind, Map<String, Object> block, List<Frame> frames) {
        open = kind;
        index++;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", index);
        fields.put("content_block", block);
        frames.add(frame("content_block_start", fields));
    }

    private void close(List<Frame> frames) {
        if (open == Open.NONE) {
            return;
        }
        if (open == Open.THINKING) {
            frames.add(delta("signature_delta", "signature", AnthropicAnswers.signature(thinking.toString())));
            thinking.setLength(0);
        }
        open = Open.NONE;
        frames.add(frame("content_block_stop", Map.of("index", index)));
    }

    private Frame delta(String type, String name, String value) {
        Map<String, Object> delta = new LinkedHashMap<>();
        delta.put("type", type);
        delta.put(name, value);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", index);
        fields.put("delta", delta);
        return frame("content_block_delta", fields);
    }

    private static Frame frame(String type, Map<String, Object> fields) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("type", type);
        data.putAll(fields);
        return Frame.json(type, data);
    }
}
