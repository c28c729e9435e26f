package hearth.chat.answer;

import hearth.json.Json;
import hearth.json.JsonException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The harmony format of gpt-oss: messages of a header, {@code <|message|>} and a body. The header's channel says what the body is:
 * analysis is thinking, a recipient makes it a call, anything else is text.
 */
final class HarmonyStage implements Stage {
    static final String ANALYSIS = "<|channel|>analysis<|message|>";
    static final String FINAL = "<|channel|>final<|message|>";
    static final String NEXT_MESSAGE = "<|end|><|start|>assistant";
    static final List<String> ENDS = List.of("<|end|>", "<|call|>", "<|return|>", "<|start|>", "<|channel|>");

    private static final String MESSAGE = "<|message|>";
    private static final Pattern CHANNEL = Pattern.compile("<\\|channel\\|>\\s*(\\w+)");
    private static final Pattern RECIPIENT = Pattern.compile("to=(?:functions\\.)?([\\w.-]+)");

    private Kind kind;
    private String name;
    private final StringBuilder arguments = new StringBuilder();

    private enum Kind {
        TEXT,
        THINKING,
        CALL
    }

    @Override
    public Stage step(Pending in, AnswerSink out) {
        return kind == null ? readHeader(in, out) : readBody(in, out);
    }

    private Stage readHeader(Pending in, AnswerSink out) {
        int at = in.indexOf(MESSAGE);
        if (at < 0) {
            if (in.ended()) {
                // A header without a message: text of a model that does not keep to the format.
                out.text(in.takeAll());
                out.endText();
            }
            return null;
        }
        in.mark();
        String header = in.take(at);
        in.take(MESSAGE.length());
        Matcher recipient = RECIPIENT.matcher(header);
        Matcher channel = CHANNEL.matcher(header);
        if (recipient.find()) {
            kind = Kind.CALL;
            name = recipient.group(1);
            out.begin(name);
        } else {
            kind = channel.find() && channel.group(1).equals("analysis") ? Kind.THINKING : Kind.TEXT;
        }
        return this;
    }

    private Stage readBody(Pending in, AnswerSink out) {
        int end = -1;
        String marker = "";
        for (String candidate : ENDS) {
            int at = in.indexOf(candidate);
            if (at >= 0 && (end < 0 || at < end)) {
                end = at;
                marker = candidate;
            }
        }
        tell(in.take(end >= 0 ? end : in.certain(ENDS)), out);
        if (end < 0 && !in.ended()) {
            return null;
        }
        // The header of the next message wants its channel marker.
        if (!marker.equals("<|channel|>")) {
            in.take(marker.length());
        }
        endBody(in, out);
        in.unmark();
        kind = null;
        return in.ended() && in.isEmpty() ? null : this;
    }

    private void tell(String text, AnswerSink out) {
        switch (kind) {
            case TEXT -> out.text(text);
            case THINKING -> out.thinking(text);
            case CALL -> {
                arguments.append(text);
                out.arguments(text);
            }
        }
    }

    private void endBody(Pending in, AnswerSink out) {
        if (kind == Kind.TEXT) {
            out.endText();
        } else if (kind == Kind.CALL) {
            try {
                out.finish(name, Json.parseObject(arguments.toString()));
            } catch (JsonException e) {
                out.notACall(in.sinceMark());
            }
            arguments.setLength(0);
        }
    }
}
