package hearth.server.openai;

import hearth.server.call.AnswerEnd;
import hearth.server.call.AnswerEvent;
import hearth.server.call.ApiException;
import hearth.server.openai.OpenAiOutputItem.Kind;
import hearth.server.wire.Frame;
import hearth.server.wire.StreamMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers of {@code /v1/responses}, from events to server-sent events, and to the response that those add up to. Pure. The output is a
 * list of items; one is open at a time.
 */
final class OpenAiResponseAnswer implements StreamMapping {
    private final OpenAiHead head;
    private final OpenAiResponseCall request;
    private final OpenAiUsage usage = new OpenAiUsage();
    private final List<OpenAiOutputItem> items = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private int sequence;
    private boolean open;
    private boolean over;
    private boolean incomplete;
    private ApiException failure;

    OpenAiResponseAnswer(OpenAiHead head, OpenAiResponseCall request) {
        this.head = head;
        this.request = request;
    }

    @Override
    public List<Frame> on(AnswerEvent event) {
        switch (event) {
            case AnswerEvent.Started _ -> {
                emit("response.created", "response", response());
                emit("response.in_progress", "response", response());
            }
            case AnswerEvent.PromptProgress _ -> {
                // Nothing of it is told.
            }
            case AnswerEvent.ToolCallFinished _ -> close(true);
            case AnswerEvent.TextDelta delta -> {
                if (!delta.text().isEmpty() || isOpen(Kind.MESSAGE)) {
                    item(Kind.MESSAGE).text(delta.text(), delta.logprobs());
                }
            }
            case AnswerEvent.ThinkingDelta delta -> item(Kind.REASONING).text(delta.text(), List.of());
            case AnswerEvent.ToolCallStarted call -> {
                leave();
                begin(Kind.CALL).call(call.id(), call.name());
            }
            case AnswerEvent.ToolCallDelta delta -> items.getLast().text(delta.argumentsJson(), List.of());
            case AnswerEvent.Finished finished -> {
                usage.add(finished.end(), true);
                incomplete = finished.end().reason() == AnswerEnd.Reason.LENGTH;
                close(!incomplete && !isOpen(Kind.CALL));
                over = true;
            }
        }
        return taken();
    }

    @Override
    public List<Frame> end() {
        emit(incomplete ? "response.incomplete" : "response.completed", "response", response());
        return taken();
    }

    @Override
    public List<Frame> failed(ApiException cause) {
        failure = cause;
        emit("response.failed", "response", response());
        return taken();
    }

    private boolean isOpen(Kind kind) {
        return open && items.getLast().kind() == kind;
    }

    private OpenAiOutputItem item(Kind kind) {
        if (!isOpen(kind)) {
            leave();
            begin(kind);
        }
        return items.getLast();
    }

    private OpenAiOutputItem begin(Kind kind) {
        OpenAiOutputItem item = new OpenAiOutputItem(kind, items.size(), head.id(), request, this::emit);
        items.add(item);
        open = true;
        return item;
    }

    /** Something else begins. A call that is whole was closed before; one that is open is broken. */
    private void leave() {
        close(!isOpen(Kind.CALL));
    }

    private void close(boolean complete) {
        if (open) {
            items.getLast().end(complete);
            open = false;
        }
    }

    /** Queues an event; all have their type and a number. */
    private void emit(String type, Object... members) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("sequence_number", sequence++);
        for (int i = 0; i < members.length; i += 2) {
            body.put((String) members[i], members[i + 1]);
        }
        frames.add(Frame.json(type, body));
    }

    private List<Frame> taken() {
        List<Frame> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    private String status() {
        if (failure != null) {
            return "failed";
        }
        if (!over) {
            return "in_progress";
        }
        return incomplete ? "incomplete" : "completed";
    }

    /** The response as it is now. */
    Map<String, Object> response() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", head.id());
        body.put("object", "response");
        body.put("created_at", head.created());
        body.put("status", status());
        body.put("background", false);
        body.put("error", error());
        body.put("incomplete_details", over && incomplete ? Map.of("reason", "max_output_tokens") : null);
        body.put("model", head.model());
        body.put("output", items.stream().map(OpenAiOutputItem::written).toList());
        body.put("previous_response_id", null);
        body.put("store", false);
        body.put("usage", over ? usage.writtenForResponse() : null);
        body.putAll(request.echo());
        return body;
    }

    private Map<String, Object> error() {
        if (failure == null) {
            return null;
        }
        Map<String, Object> error = new LinkedHashMap<>();
        String code = OpenAiErrors.code(failure);
        error.put("code", code == null ? "invalid_prompt" : code);
        error.put("message", failure.getMessage());
        return error;
    }
}
