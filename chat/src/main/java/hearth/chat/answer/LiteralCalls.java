package hearth.chat.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls as {@code [f(a='x', b=1)]} (LFM2) and as {@code call:f{a:x,b:1}} with marks around strings (Gemma). */
final class LiteralCalls {
    private LiteralCalls() {}

    /** A list of calls in Python's form. */
    static Optional<List<Map.Entry<String, Map<String, Object>>>> python(String text, ToolSchemas tools) {
        try {
            LiteralReader reader = new LiteralReader(text, "");
            List<Map.Entry<String, Map<String, Object>>> calls = new ArrayList<>();
            reader.require("[");
            while (!reader.takes("]")) {
                if (!calls.isEmpty()) {
                    reader.require(",");
                }
                String name = reader.name();
                reader.require("(");
                calls.add(Map.entry(name, reader.members("=", ")")));
            }
            return reader.atEnd() ? Optional.of(calls) : Optional.empty();
        } catch (LiteralReader.SyntaxFault e) {
            return Optional.empty();
        }
    }

    /** One call in Gemma's form; {@code quote} is the mark around strings. */
    static BodyCallStage.Body gemma(String quote) {
        return (text, tools) -> {
            try {
                LiteralReader reader = new LiteralReader(text, quote);
                reader.require("call:");
                String name = reader.name();
                reader.require("{");
                Map<String, Object> arguments = reader.members(":", "}");
                return reader.atEnd() ? Optional.of(List.of(Map.entry(name, arguments))) : Optional.empty();
            } catch (LiteralReader.SyntaxFault e) {
                return Optional.empty();
            }
        };
    }
}
