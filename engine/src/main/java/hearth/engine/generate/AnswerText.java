package hearth.engine.generate;

import hearth.tokenizer.StreamDecoder;

/** The text of one answer as it grows: token ids in, text that is certain out. */
final class AnswerText {
    private final StreamDecoder decoder;
    private final StopSequences stops;
    private final StringBuilder text = new StringBuilder();

    AnswerText(StreamDecoder decoder, StopSequences stops) {
        this.decoder = decoder;
        this.stops = stops;
    }

    /** Takes the next token; returns the text that is certain by now. */
    String append(int id) {
        return keep(stops.push(decoder.append(id)));
    }

    /** Ends the text; returns what was held back. May reach a stop sequence at the last moment. */
    String finish() {
        String rest = stops.reached() ? "" : stops.push(decoder.finish());
        return keep(rest + stops.finish());
    }

    boolean stopReached() {
        return stops.reached();
    }

    /** All text so far. */
    String text() {
        return text.toString();
    }

    private String keep(String piece) {
        text.append(piece);
        return piece;
    }
}
