package hearth.format.safetensors;

import hearth.format.CheckedReader;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Pull reader of the JSON that the format needs, byte by byte from a bounded source: a hostile header costs no more memory
 * than its longest string. Numbers are whole and not negative; everything else can only be skipped.
 */
final class HeaderText {
    private static final int MAX_STRING_BYTES = 4096;
    private static final int MAX_DEPTH = 64;
    private static final long MAX_NUMBER = Long.MAX_VALUE / 16;

    private final CheckedReader in;
    private final long end;
    private int next = -1;

    /** Reads up to {@code end}, an offset in the source. */
    HeaderText(CheckedReader in, long end) {
        this.in = in;
        this.end = end;
    }

    InvalidModelException error(String reason) {
        return in.error(Kind.MALFORMED, reason);
    }

    /** The next byte that is no white space, not taken; -1 at the end. */
    int peek() {
        int c = peekRaw();
        while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            take();
            c = peekRaw();
        }
        return c;
    }

    /** The next byte, not taken; -1 at the end. */
    int peekRaw() {
        if (next < 0 && in.position() < end) {
            next = in.unsigned8();
        }
        return next;
    }

    private int take() {
        int c = peekRaw();
        if (c < 0) {
            throw in.error(Kind.TRUNCATED, "the JSON text ends too soon");
        }
        next = -1;
        return c;
    }

    void expect(char wanted) {
        peek();
        if (take() != wanted) {
            throw error("expected '" + wanted + "' in the JSON text");
        }
    }

    /** Whether another member of an object or array follows; takes the comma or the closing mark. */
    boolean more(boolean first, char close) {
        int c = peek();
        if (c == close) {
            take();
            return false;
        }
        if (!first) {
            expect(',');
            if (peek() == close) {
                throw error("a comma is followed by '" + close + "' in the JSON text");
            }
        }
        return true;
    }

    /** A string with its escapes resolved. */
    String string() {
        expect('"');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int c = take(); c != '"'; c = take()) {
            if (c < ' ') {
                throw error("a control character is inside a string of the JSON text");
            }
            if (c == '\\') {
                bytes.writeBytes(escape().getBytes(StandardCharsets.UTF_8));
            } else {
                bytes.write(c);
            }
            if (bytes.size() > MAX_STRING_BYTES) {
                throw in.error(Kind.TOO_LARGE, "a string of the JSON text has more than " + MAX_STRING_BYTES + " bytes");
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            throw error("a string of the JSON text is not valid UTF-8");
        }
    }

    private String escape() {
        int c = take();
        return switch (c) {
            case '"', '\\', '/' -> String.valueOf((char) c);
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'u' -> unicode();
            default -> throw error("unknown escape in a string of the JSON text");
        };
    }

    private String unicode() {
        char first = hex();
        if (!Character.isSurrogate(first)) {
            return String.valueOf(first);
        }
        if (Character.isHighSurrogate(first) && take() == '\\' && take() == 'u') {
            char second = hex();
            if (Character.isLowSurrogate(second)) {
                return new String(new char[] {first, second});
            }
        }
        throw error("half of a surrogate pair is inside a string of the JSON text");
    }

    private char hex() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(take(), 16);
            if (digit < 0) {
                throw error("an escape of the JSON text is not hexadecimal");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    /** A whole number from 0 on. */
    long number(String what) {
        int c = peek();
        if (c < '0' || c > '9') {
            throw error(what + " is not a whole number from 0 on");
        }
        long value = 0;
        int digits = 0;
        while (c >= '0' && c <= '9') {
            value = value * 10 + (take() - '0');
            if (value > MAX_NUMBER) {
                throw in.error(Kind.TOO_LARGE, what + " is too large");
            }
            digits++;
            c = peekRaw();
        }
        if (c == '.' || c == 'e' || c == 'E' || digits > 1 && value < Math.powExact(10L, digits - 1)) {
            throw error(what + " is not a whole number from 0 on");
        }
        return value;
    }

    /** Passes over one value of any kind. */
    void skip() {
        skip(0);
    }

    private void skip(int depth) {
        if (depth > MAX_DEPTH) {
            throw in.error(Kind.TOO_LARGE, "the JSON text is nested deeper than " + MAX_DEPTH);
        }
        int c = peek();
        switch (c) {
            case '{' -> {
                expect('{');
                for (boolean first = true; more(first, '}'); first = false) {
                    string();
                    expect(':');
                    skip(depth + 1);
                }
            }
            case '[' -> {
                expect('[');
                for (boolean first = true; more(first, ']'); first = false) {
                    skip(depth + 1);
                }
            }
            case '"' -> string();
            default -> literal();
        }
    }

    private void literal() {
        int length = 0;
        for (int c = peekRaw(); c >= 0 && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '+'); c = peekRaw()) {
            take();
            length++;
        }
        if (length == 0 || length > 64) {
            throw error("a value of the JSON text is not understood");
        }
    }

    /** Only white space may follow. */
    void requireEnd() {
        if (peek() >= 0) {
            throw error("the JSON text goes on after its end");
        }
    }
}
