package hearth.chat.answer;

import java.util.List;

/** Plain text until one of the openers. */
final class TextStage implements Stage {
    private final List<Opener> openers;
    private final List<String> markers;

    TextStage(List<Opener> openers) {
        this.openers = openers;
        this.markers = openers.stream().map(Opener::marker).toList();
    }

    @Override
    public Stage step(Pending in, AnswerSink out) {
        in.unmark();
        Opener first = null;
        int at = Integer.MAX_VALUE;
        for (Opener opener : openers) {
            int found = in.indexOf(opener.marker());
            // Of two markers at one place the longer one is meant.
            if (found >= 0 && (found < at || found == at && opener.marker().length() > first.marker().length())) {
                first = opener;
                at = found;
            }
        }
        if (first != null) {
            out.text(in.take(at));
            in.mark();
            in.take(first.marker().length());
            return first.stage().apply(this);
        }
        out.text(in.take(in.certain(markers)));
        if (in.ended()) {
            out.endText();
        }
        return null;
    }
}
