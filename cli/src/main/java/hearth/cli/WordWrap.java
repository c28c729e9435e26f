package hearth.cli;

/**
 * Breaks a streamed text between words at the terminal's width. Pure: pieces in, text with cursor movements out.
 *
 * <p>A word is shown as it comes; when it turns out not to fit, it is taken back and written on the next line.
 */
final class WordWrap {
    private static final int MARGIN = 5;
    private static final int MIN_WIDTH = 10;
    private static final int FIRST_WIDE_CODE_POINT = 0x1100;

    private final int width;
    private final StringBuilder word = new StringBuilder();
    private int column;
    private int wordColumns;

    WordWrap(int terminalColumns) {
        width = Math.max(MIN_WIDTH, terminalColumns - MARGIN);
    }

    String accept(String piece) {
        StringBuilder out = new StringBuilder(piece.length() + 8);
        piece.codePoints().forEach(c -> accept(c, out));
        return out.toString();
    }

    private void accept(int c, StringBuilder out) {
        int columns = columns(c);
        if (c == '\n') {
            out.append('\n');
            column = 0;
            endWord();
            return;
        }
        if (column + columns > width) {
            breakLine(c, out);
        }
        out.appendCodePoint(c);
        column += columns;
        if (c == ' ' || c == '\t' || columns > 1) {
            // Between wide characters any place is good for a break.
            endWord();
        } else {
            word.appendCodePoint(c);
            wordColumns += columns;
        }
    }

    private void breakLine(int next, StringBuilder out) {
        boolean movable = wordColumns > 0 && wordColumns < column && next != ' ';
        if (!movable) {
            out.append('\n');
            column = 0;
            endWord();
            return;
        }
        out.append("\033[").append(wordColumns).append("D\033[K\n").append(word);
        column = wordColumns;
    }

    private void endWord() {
        word.setLength(0);
        wordColumns = 0;
    }

    /** Columns a code point takes: combining marks none, East Asian wide ones and emoji two. */
    private static int columns(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        if (c < FIRST_WIDE_CODE_POINT) {
            return 1;
        }
        boolean wide = c <= 0x115F || c >= 0x2E80 && c <= 0xA4CF || c >= 0xAC00 && c <= 0xD7A3 || c >= 0xF900 && c <= 0xFAFF
                || c >= 0xFE30 && c <= 0xFE6F || c >= 0xFF00 && c <= 0xFF60 || c >= 0xFFE0 && c <= 0xFFE6
                || c >= 0x1F300 && c <= 0x1FAFF || c >= 0x20000 && c <= 0x3FFFD;
        return wide ? 2 : 1;
    }
}
