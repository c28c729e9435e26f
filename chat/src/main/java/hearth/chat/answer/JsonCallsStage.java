package hearth.chat.answer;

import java.util.Optional;

/** Calls as JSON: an object, an array of objects, or several objects one after the other; then the closing marker, if there is one. */
final class JsonCallsStage implements Stage {
    private final Optional<String> close;
    private final boolean onlyKnown;
    private final Stage next;
    private CallObject object;
    private boolean list;
    private boolean found;

    /** @param onlyKnown only objects that name a known tool are calls, anything else is text */
    JsonCallsStage(Optional<String> close, boolean onlyKnown, Stage next) {
        this.close = close;
        this.onlyKnown = onlyKnown;
        this.next = next;
    }

    @Override
    public Stage step(Pending in, AnswerSink out) {
        if (object != null) {
            return readObject(in, out);
        }
        in.skipBlanks();
        if (in.isEmpty()) {
            return in.ended() ? give(in, out) : null;
        }
        char c = in.charAt(0);
        if (c == '{') {
            object = new CallObject(onlyKnown);
            return this;
        }
        if (c == '[' && !list && !found) {
            in.take(1);
            list = true;
            return this;
        }
        if (found && (c == ',' || c == ';') || list && c == ']') {
            in.take(1);
            list = list && c != ']';
            return this;
        }
        return close(in, out);
    }

    private Stage readObject(Pending in, AnswerSink out) {
        switch (object.read(in, out)) {
            case OPEN -> {
                if (!in.ended()) {
                    return null;
                }
                out.notACall(in.sinceMark());
                return next;
            }
            case FAILED -> {
                out.notACall(in.sinceMark());
                return next;
            }
            case DONE -> {
                object = null;
                found = true;
                // A later call that fails must not bring this one's text again.
                in.mark();
            }
        }
        return this;
    }

    private Stage close(Pending in, AnswerSink out) {
        if (close.isPresent()) {
            switch (in.takeIf(close.get())) {
                case YES -> {
                    return next;
                }
                case MAYBE -> {
                    return null;
                }
                case NO -> {}
            }
        }
        return give(in, out);
    }

    /** Something else than a call: before the first one all of it is text. */
    private Stage give(Pending in, AnswerSink out) {
        if (!found) {
            out.notACall(in.sinceMark());
        }
        return next;
    }
}
