package hearth.chat.template;

import hearth.chat.value.PythonText;
import hearth.chat.value.TemplateFault;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into tokens, with the white-space rules chat templates are written for: the newline after a tag goes
 * (trim_blocks), the indent before a tag goes (lstrip_blocks), one newline at the very end goes.
 */
final class Lexer {
    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean lineStarting = true;
    private int line = 1;
    private int lineCountedTo;

    Lexer(String source) {
        String unix = source.indexOf('\r') < 0 ? source : source.replace("\r\n", "\n").replace('\r', '\n');
        this.source = unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
    }

    List<Token> tokens() {
        while (at < source.length()) {
            int begin = nextBegin(at);
            if (begin < 0) {
                text(at, source.length());
                at = source.length();
                break;
            }
            char type = source.charAt(begin + 1);
            int rawEnd = type == '%' ? rawTagEnd(begin) : -1;
            text(at, dataEnd(at, begin, type != '{'));
            if (rawEnd >= 0) {
                raw(begin, rawEnd);
            } else {
                at = begin + (hasSign(begin + 2) ? 3 : 2);
                if (type == '#') {
                    comment(begin);
                } else {
                    code(type, begin);
                }
            }
        }
        tokens.add(new Token(Token.Kind.END, "", lineAt(source.length())));
        return tokens;
    }

    private int nextBegin(int from) {
        for (int i = source.indexOf('{', from); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            char next = source.charAt(i + 1);
            if (next == '{' || next == '%' || next == '#') {
                return i;
            }
        }
        return -1;
    }

    private boolean hasSign(int offset) {
        return offset < source.length() && (source.charAt(offset) == '-' || source.charAt(offset) == '+');
    }

    /** Where the text before a tag ends once the tag's sign or the indent rule has taken its white space. */
    private int dataEnd(int from, int begin, boolean indentGoes) {
        char sign = begin + 2 < source.length() ? source.charAt(begin + 2) : 0;
        int end = begin;
        if (sign == '-') {
            while (end > from && PythonText.isSpace(source.charAt(end - 1))) {
                end--;
            }
        } else if (sign != '+' && indentGoes) {
            int lineStart = begin;
            while (lineStart > from && source.charAt(lineStart - 1) != '\n' && PythonText.isSpace(source.charAt(lineStart - 1))) {
                lineStart--;
            }
            boolean startsLine = lineStart > from ? source.charAt(lineStart - 1) == '\n' : lineStarting;
            end = startsLine ? lineStart : begin;
        }
        return end;
    }

    private void text(int from, int to) {
        if (from < to) {
            tokens.add(new Token(Token.Kind.TEXT, source.substring(from, to), lineAt(from)));
        }
    }

    private void comment(int begin) {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw TemplateFault.syntax("Missing end of comment tag", lineAt(begin));
        }
        char sign = end > at ? source.charAt(end - 1) : 0;
        closeTag(end + 2, sign, true);
    }

    /** Moves behind a closing mark and the white space it takes. */
    private void closeTag(int end, char sign, boolean newlineGoes) {
        at = end;
        if (sign == '-') {
            while (at < source.length() && PythonText.isSpace(source.charAt(at))) {
                at++;
            }
        } else if (sign != '+' && newlineGoes && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
        lineStarting = source.charAt(at - 1) == '\n';
    }

    private void code(char type, int begin) {
        boolean tag = type == '%';
        Token.Kind open = tag ? Token.Kind.TAG_BEGIN : Token.Kind.OUTPUT_BEGIN;
        tokens.add(new Token(open, "", lineAt(begin)));
        CodeLexer code = new CodeLexer(source, at, tag ? "%}" : "}}", lineAt(begin), tokens);
        int end = code.run();
        char sign = code.closingSign();
        tokens.add(new Token(tag ? Token.Kind.TAG_END : Token.Kind.OUTPUT_END, "", lineAt(end)));
        closeTag(end, sign, tag);
    }

    /** End of a {@code raw} tag that begins at {@code begin}, or -1 if it is another tag. */
    private int rawTagEnd(int begin) {
        int i = afterWord(begin, "raw");
        if (i < 0) {
            return -1;
        }
        i += i < source.length() && source.charAt(i) == '-' ? 1 : 0;
        return source.startsWith("%}", i) ? i + 2 : -1;
    }

    /** Offset behind {@code word} and the space around it in the tag at {@code begin}, or -1. */
    private int afterWord(int begin, String word) {
        int i = skipSpace(begin + (hasSign(begin + 2) ? 3 : 2));
        return source.startsWith(word, i) ? skipSpace(i + word.length()) : -1;
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < source.length() && PythonText.isSpace(source.charAt(i))) {
            i++;
        }
        return i;
    }

    private void raw(int begin, int contentStart) {
        closeTag(contentStart, source.charAt(contentStart - 3), false);
        for (int end = source.indexOf("{%", at); end >= 0; end = source.indexOf("{%", end + 1)) {
            int close = afterWord(end, "endraw");
            char sign = close >= 0 && hasSign(close) ? source.charAt(close) : 0;
            if (close >= 0 && source.startsWith("%}", close + (sign == 0 ? 0 : 1))) {
                text(at, dataEnd(at, end, true));
                closeTag(close + (sign == 0 ? 2 : 3), sign, true);
                return;
            }
        }
        throw TemplateFault.syntax("Missing end of raw directive", lineAt(begin));
    }

    /** Line of an offset; offsets must not go back. */
    private int lineAt(int offset) {
        while (lineCountedTo < offset) {
            line += source.charAt(lineCountedTo++) == '\n' ? 1 : 0;
        }
        return line;
    }
}
