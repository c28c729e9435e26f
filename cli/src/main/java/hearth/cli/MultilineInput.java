package hearth.cli;

import java.util.Optional;

/** Joins lines typed between {@code """} marks into one message. Pure: lines in, whole messages out. */
final class MultilineInput {
    private static final String MARK = "\"\"\"";

    private final StringBuilder open = new StringBuilder();
    private boolean inside;

    /** True while a message is open, so that the prompt can show it. */
    boolean isOpen() {
        return inside;
    }

    /** Takes one typed line; the message it completes, if any. */
    Optional<String> accept(String line) {
        if (inside) {
            return continued(line);
        }
        if (!line.startsWith(MARK)) {
            return Optional.of(line);
        }
        String rest = line.substring(MARK.length());
        if (rest.endsWith(MARK)) {
            return Optional.of(rest.substring(0, rest.length() - MARK.length()));
        }
        inside = true;
        open.append(rest).append('\n');
        return Optional.empty();
    }

    private Optional<String> continued(String line) {
        if (!line.stripTrailing().endsWith(MARK)) {
            open.append(line).append('\n');
            return Optional.empty();
        }
        String last = line.stripTrailing();
        String message = open.append(last, 0, last.length() - MARK.length()).toString();
        cancel();
        return Optional.of(message);
    }

    /** Forgets what was typed so far. */
    void cancel() {
        open.setLength(0);
        inside = false;
    }
}
