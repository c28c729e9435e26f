package hearth.workshop.budget;

/**
 * A text cut in two, piece by piece, so that both parts have something of everything in it: one to calibrate with, one that is not
 * looked at until a result is judged.
 */
record TextParts(String calibration, String verification) {
    private static final int PIECE_CHARACTERS = 1200;
    private static final int SAMPLE_PIECE_CHARACTERS = 500;
    /** Each third piece is for judging. */
    private static final int EVERY = 3;

    static TextParts of(String text) {
        StringBuilder calibration = new StringBuilder();
        StringBuilder verification = new StringBuilder();
        int piece = 0;
        for (int start = 0; start < text.length(); piece++) {
            int end = end(text, start + PIECE_CHARACTERS);
            (piece % EVERY == EVERY - 1 ? verification : calibration).append(text, start, end);
            start = end;
        }
        return new TextParts(calibration.toString(), verification.toString());
    }

    /** Some pieces, spread over a text, of about so many characters in all. */
    static String sample(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        int pieces = Math.max(1, characters / SAMPLE_PIECE_CHARACTERS);
        StringBuilder sample = new StringBuilder();
        int start = 0;
        for (int i = 0; i < pieces; i++) {
            int from = Math.max(start, (int) ((long) i * text.length() / pieces));
            from = i == 0 ? 0 : lineStart(text, from);
            start = end(text, from + SAMPLE_PIECE_CHARACTERS);
            sample.append(text, from, start);
        }
        return sample.toString();
    }

    private static int lineStart(String text, int from) {
        int line = text.indexOf('\n', from);
        return line < 0 ? from : line + 1;
    }

    /** The first line's end from a place on. */
    private static int end(String text, int from) {
        int line = text.indexOf('\n', Math.min(text.length(), from));
        return line < 0 ? text.length() : line + 1;
    }
}
