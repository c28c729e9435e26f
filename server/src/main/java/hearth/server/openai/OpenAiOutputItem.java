package hearth.server.openai;

import hearth.server.call.TokenLogprob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An item of a response's output: what the model thought, said, or called. It tells its own events. For one thread. */
final class OpenAiOutputItem {
    private final Kind kind;
    private final int index;
    private final String id;
    private final OpenAiResponseCall request;
    private final Events events;
    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprob> logprobs = new ArrayList<>();
    private String callId = "";
    private String callName = "";
    private boolean begun;
    private boolean ended;
    private String status = "in_progress";

    /** What an item is. */
    enum Kind {
        REASONING("rs_"),
        MESSAGE("msg_"),
        CALL("fc_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** Takes events; {@code members} are names and values in turn. */
    @FunctionalInterface
    interface Events {
        void emit(String type, Object... members);
    }

    OpenAiOutputItem(Kind kind, int index, String responseId, OpenAiResponseCall request, Events events) {
        this.kind = kind;
        this.index = index;
        this.id = kind.prefix + responseId.substring("resp_".length()) + index;
        this.request = request;
        this.events = events;
    }

    Kind kind() {
        return kind;
    }

    /** Names the call that this item is. */
    void call(String newId, String name) {
        callId = newId;
        callName = name;
        begin();
    }

    /** More text, or more of a call's arguments. */
    void text(String piece, List<TokenLogprob> tokens) {
        begin();
        text.append(piece);
        logprobs.addAll(tokens);
        if (kind == Kind.CALL) {
            events.emit("response.function_call_arguments.delta", "item_id", id, "output_index", index, "delta", piece);
        } else if (kind == Kind.MESSAGE) {
            events.emit("response.output_text.delta", "item_id", id, "output_index", index, "content_index", 0, "delta", piece,
                    "logprobs", OpenAiLogprobs.items(tokens));
        } else {
            events.emit(reasoningEvent() + ".delta", "item_id", id, "output_index", index, partIndex(), 0, "delta", piece);
        }
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        events.emit("response.output_item.added", "output_index", index, "item", written());
        if (kind != Kind.CALL) {
            events.emit(partEvent() + ".added", "item_id", id, "output_index", index, partIndex(), 0, "part", part(""));
        }
    }

    /** Nothing more comes, whether or not it is whole. */
    void end(boolean complete) {
        String whole = text.toString();
        switch (kind) {
            case CALL -> events.emit("response.function_call_arguments.done", "item_id", id, "output_index", index, "name", callName,
                    "arguments", whole);
            case MESSAGE -> events.emit("response.output_text.done", "item_id", id, "output_index", index, "content_index", 0,
                    "text", whole, "logprobs", OpenAiLogprobs.items(logprobs));
            case REASONING ->
                events.emit(reasoningEvent() + ".done", "item_id", id, "output_index", index, partIndex(), 0, "text", whole);
        }
        if (kind != Kind.CALL) {
            events.emit(partEvent() + ".done", "item_id", id, "output_index", index, partIndex(), 0, "part", part(whole));
        }
        ended = true;
        status = complete ? "completed" : "incomplete";
        events.emit("response.output_item.done", "output_index", index, "item", written());
    }

    private boolean summary() {
        return kind == Kind.REASONING && request.summarizes();
    }

    private String reasoningEvent() {
        return request.summarizes() ? "response.reasoning_summary_text" : "response.reasoning_text";
    }

    private String partEvent() {
        return summary() ? "response.reasoning_summary_part" : "response.content_part";
    }

    private String partIndex() {
        return summary() ? "summary_index" : "content_index";
    }

    private Map<String, Object> part(String value) {
        Map<String, Object> part = new LinkedHashMap<>();
        if (kind == Kind.REASONING) {
            part.put("type", summary() ? "summary_text" : "reasoning_text");
            part.put("text", value);
        } else {
            part.put("type", "output_text");
            part.put("text", value);
            part.put("annotations", List.of());
            part.put("logprobs", OpenAiLogprobs.items(logprobs));
        }
        return part;
    }

    /** The item as it is now: without its text until it is whole. */
    Map<String, Object> written() {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", id);
        List<Object> parts = ended ? List.of(part(text.toString())) : List.of();
        switch (kind) {
            case CALL -> {
                item.put("type", "function_call");
                item.put("call_id", callId);
                item.put("name", callName);
                item.put("arguments", ended ? text.toString() : "");
            }
            case MESSAGE -> {
                item.put("type", "message");
                item.put("role", "assistant");
                item.put("content", parts);
            }
            case REASONING -> {
                item.put("type", "reasoning");
                item.put("summary", summary() ? parts : List.of());
                if (!summary()) {
                    item.put("content", parts);
                }
                if (request.sealsReasoning()) {
                    // Nothing is secret here: the model's own words, as its user may see them.
                    item.put("encrypted_content", text.toString());
                }
            }
        }
        item.put("status", status);
        return item;
    }
}
