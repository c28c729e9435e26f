package hearth.engine.generate;

import hearth.tokenizer.DecodeOptions;
import hearth.tokenizer.StreamDecoder;
import hearth.tokenizer.Tokenizer;
import java.util.Optional;

/** The text of one answer as it grows: token ids in, text that is certain out. */
final class AnswerText {
    private final StreamDecoder decoder;
    private final StopSequences stops;
    private final StringBuilder text = new StringBuilder();

    private AnswerText(StreamDecoder decoder, StopSequences stops) {
        this.decoder = decoder;
        this.stops = stops;
    }

    static AnswerText of(Tokenizer tokenizer, GenerationRequest request) {
        DecodeOptions options = new DecodeOptions(request.showsControls(), true);
        return new AnswerText(tokenizer.streamDecoder(options), new StopSequences(request.stopSequences()));
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

    /** The stop sequence that ended the text. */
    Optional<String> stopSequence() {
        return stops.reachedSequence();
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
