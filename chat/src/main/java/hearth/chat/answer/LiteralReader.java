package hearth.chat.answer;

import hearth.json.Json;
import hearth.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads values as Python and Gemma write them: strings in quotes of either kind or between marks, bare keys, numbers, lists, maps. */
final class LiteralReader {
    private static final int MAX_DEPTH = 64;

    private final String text;
    private final String quote;
    private int at;
    private int depth;

    /** The text is not what it should be. */
    static final class SyntaxFault extends RuntimeException {
        private static final long serialVersionUID = 1;

        SyntaxFault(String message) {
            super(message, null, false, false);
        }
    }

    /** @param quote a mark around strings, besides the usual quotes */
    LiteralReader(String text, String quote) {
        this.text = text;
        this.quote = quote;
    }

    boolean atEnd() {
        blanks();
        return at == text.length();
    }

    /** Takes this text, after blanks, if it comes. */
    boolean takes(String expected) {
        blanks();
        if (!text.startsWith(expected, at)) {
            return false;
        }
        at += expected.length();
        return true;
    }

    void require(String expected) {
        if (!takes(expected)) {
            throw new SyntaxFault("expected " + expected + " at " + at);
        }
    }

    /** A name: letters, digits, and the signs that names of tools have. */
    String name() {
        blanks();
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || "_-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (from == at) {
            throw new SyntaxFault("expected a name at " + from);
        }
        return text.substring(from, at);
    }

    /** Named values up to {@code close}: {@code k=v} or {@code k:v}. */
    Map<String, Object> members(String separator, String close) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (!takes(close)) {
            if (!members.isEmpty()) {
                require(",");
            }
            String key = startsString() ? (String) value() : name();
            require(separator);
            members.put(key, value());
        }
        return members;
    }

    Object value() {
        blanks();
        if (at == text.length()) {
            throw new SyntaxFault("expected a value at the end");
        }
        if (startsString()) {
            return string();
        }
        if (++depth > MAX_DEPTH) {
            throw new SyntaxFault("values nest deeper than " + MAX_DEPTH);
        }
        Object value = takes("[") ? list() : takes("{") ? members(":", "}") : word();
        depth--;
        return value;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        while (!takes("]")) {
            if (!list.isEmpty()) {
                require(",");
            }
            list.add(value());
        }
        return list;
    }

    private Object word() {
        int from = at;
        while (at < text.length() && ",]})".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at).strip();
        return switch (word) {
            case "True", "true" -> true;
            case "False", "false" -> false;
            case "None", "null" -> null;
            default -> number(word);
        };
    }

    private static Object number(String word) {
        try {
            if (Json.parse(word) instanceof Number number) {
                return number;
            }
        } catch (JsonException e) {
            // Told below.
        }
        throw new SyntaxFault("no value: " + word);
    }

    private boolean startsString() {
        blanks();
        return at < text.length() && ("\"'".indexOf(text.charAt(at)) >= 0 || !quote.isEmpty() && text.startsWith(quote, at));
    }

    private String string() {
        if (!quote.isEmpty() && text.startsWith(quote, at)) {
            int end = text.indexOf(quote, at + quote.length());
            if (end < 0) {
                throw new SyntaxFault("a string does not end");
            }
            String value = text.substring(at + quote.length(), end);
            at = end + quote.length();
            return value;
        }
        char mark = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != mark) {
            char c = text.charAt(at++);
            value.append(c == '\\' && at < text.length() ? escape(text.charAt(at++)) : c);
        }
        require(String.valueOf(mark));
        return value.toString();
    }

    private char escape(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'u' -> unicode();
            default -> c;
        };
    }

    private char unicode() {
        try {
            char value = (char) Integer.parseInt(text.substring(at, Math.min(at + 4, text.length())), 16);
            at += 4;
            return value;
        } catch (NumberFormatException e) {
            throw new SyntaxFault("no code at " + at);
        }
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
