package hearth.store.fetch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of that name: {@code bytes FIRST-LAST/TOTAL}.
 *
 * @param first first byte, from 0
 * @param last last byte, included
 */
record ContentRange(long first, long last, long total) {
    private static final Pattern FORM = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

    /** Empty when the header is missing, malformed or without a total. */
    static Optional<ContentRange> of(Answer answer) {
        return answer.headers().firstValue("Content-Range").map(FORM::matcher).filter(Matcher::matches)
                .map(m -> new ContentRange(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), Long.parseLong(m.group(3))));
    }
}
