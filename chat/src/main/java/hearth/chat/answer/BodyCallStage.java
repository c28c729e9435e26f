package hearth.chat.answer;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls in a syntax of their own between two markers, told when they are whole. */
final class BodyCallStage implements Stage {
    private final String close;
    private final Body body;
    private final Stage next;
    private int scanned;

    /** What a syntax's text means. */
    interface Body {
        /** The calls that the text between the markers spells; empty if it is none. */
        Optional<List<Map.Entry<String, Map<String, Object>>>> calls(String text, ToolSchemas tools);
    }

    BodyCallStage(String close, Body body, Stage next) {
        this.close = close;
        this.body = body;
        this.next = next;
    }

    @Override
    public Stage step(Pending in, AnswerSink out) {
        int at = in.indexOf(close, scanned);
        if (at < 0 && !in.ended()) {
            scanned = Math.max(0, in.length() - close.length());
            return null;
        }
        // A model may end right after its last call, without the closing marker.
        String text = at < 0 ? in.takeAll() : in.take(at);
        if (at >= 0) {
            in.take(close.length());
        }
        var calls = body.calls(text, out.tools());
        if (calls.isEmpty()) {
            out.notACall(in.sinceMark());
        } else {
            calls.get().forEach(call -> out.call(call.getKey(), call.getValue()));
        }
        return next;
    }
}
