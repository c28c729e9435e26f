package hearth.chat.answer;

import hearth.json.Json;
import hearth.json.JsonException;
import java.util.Map;
import java.util.Set;

/**
 * One call as a JSON object, {@code {"name": …, "arguments": {…}}} or {@code {NAME: {…}}}, told as soon as its name is known, its
 * arguments as they come.
 */
final class CallObject {
    private static final Set<String> NAMES = Set.of("name", "function");
    private static final Set<String> ARGUMENTS = Set.of("arguments", "parameters");
    /** Other members that real models write. */
    private static final Set<String> OTHERS = Set.of("type", "id", "index");

    private final boolean onlyKnown;
    private final StringBuilder source = new StringBuilder();
    private final JsonScanner scanner = new JsonScanner();
    private String key;
    private boolean inValue;
    private int tokenStart = -1;
    private int valueStart = -1;
    private String name;
    private String arguments;
    private boolean begun;
    private int told = -1;

    /** What became of the object. */
    enum State {
        OPEN,
        DONE,
        /** It is no call. */
        FAILED
    }

    /** @param onlyKnown an object without the name of a known tool is no call */
    CallObject(boolean onlyKnown) {
        this.onlyKnown = onlyKnown;
    }

    /** Takes characters up to the end of the object. */
    State read(Pending in, AnswerSink out) {
        State state = State.OPEN;
        int count = 0;
        while (state == State.OPEN && count < in.length()) {
            state = accept(in.charAt(count++), out);
        }
        in.take(count);
        tellArguments(out, source.length());
        return state == State.DONE ? end(out) : state;
    }

    private State accept(char c, AnswerSink out) {
        int depth = scanner.depth();
        boolean wasString = scanner.inString();
        source.append(c);
        if (!scanner.accept(c)) {
            return State.FAILED;
        }
        if (depth == 1 && !member(c, wasString, out)) {
            return State.FAILED;
        }
        return scanner.depth() == 0 ? State.DONE : State.OPEN;
    }

    /** A character right inside the object. Returns false if the object turns out to be no call. */
    private boolean member(char c, boolean wasString, AnswerSink out) {
        int at = source.length() - 1;
        if (!inValue) {
            if (c == '"' && !wasString) {
                tokenStart = at;
            } else if (c == '"' && !scanner.inString()) {
                key = text(source.substring(tokenStart, at + 1));
            } else if (c == ':' && !wasString) {
                inValue = true;
                valueStart = -1;
                return key != null && isExpected(out);
            }
            return true;
        }
        if (valueStart < 0 && !Character.isWhitespace(c)) {
            valueStart = at;
            if (c == '{' && isArguments(out)) {
                begin(out, at);
            }
        }
        boolean ends = !wasString && (c == ',' || c == '}');
        return !ends || endValue(at, out);
    }

    private boolean isExpected(AnswerSink out) {
        return NAMES.contains(key) || ARGUMENTS.contains(key) || OTHERS.contains(key) || out.tools().contains(key);
    }

    /** Whether the value that begins is the arguments; {NAME: {…}} tells the name too. */
    private boolean isArguments(AnswerSink out) {
        if (name == null && out.tools().contains(key)) {
            name = key;
            return true;
        }
        return ARGUMENTS.contains(key);
    }

    private void begin(AnswerSink out, int at) {
        told = at;
        if (name != null) {
            begun = true;
            out.begin(name);
        }
    }

    private boolean endValue(int at, AnswerSink out) {
        String value = source.substring(valueStart < 0 ? at : valueStart, at).strip();
        inValue = false;
        if (NAMES.contains(key)) {
            name = text(value);
            return name != null && (!onlyKnown || out.tools().contains(name));
        }
        if (ARGUMENTS.contains(key) || key.equals(name)) {
            tellArguments(out, at);
            told = -1;
            arguments = value;
        }
        return true;
    }

    private void tellArguments(AnswerSink out, int end) {
        if (begun && told >= 0) {
            out.arguments(source.substring(told, end));
            told = end;
        }
    }

    @SuppressWarnings("unchecked")
    private State end(AnswerSink out) {
        if (name == null) {
            return State.FAILED;
        }
        try {
            Object value = arguments == null ? Map.of() : Json.parse(arguments);
            // Some models write the arguments as a string that holds JSON.
            if (value instanceof String text && !begun) {
                value = Json.parse(text);
            }
            if (!(value instanceof Map<?, ?>)) {
                return State.FAILED;
            }
            if (begun) {
                out.finish(name, (Map<String, Object>) value);
            } else {
                out.call(name, (Map<String, Object>) value);
            }
            return State.DONE;
        } catch (JsonException e) {
            return State.FAILED;
        }
    }

    private static String text(String json) {
        try {
            return Json.parse(json) instanceof String text ? text : null;
        } catch (JsonException e) {
            return null;
        }
    }
}
