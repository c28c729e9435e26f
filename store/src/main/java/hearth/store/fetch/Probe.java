package hearth.store.fetch;

import hearth.store.Cancellation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a server says about a file before the download.
 *
 * @param totalBytes its length
 * @param validator changes when the content does; empty when the server gives none
 */
record Probe(long totalBytes, String validator) {
    /** Asks for the first byte; empty when the server does not answer ranges. */
    static Optional<Probe> of(WebClient web, Wanted wanted, Cancellation cancellation) {
        Map<String, String> headers = new HashMap<>(wanted.headers());
        headers.put("Range", "bytes=0-0");
        return web.retrying(cancellation, () -> {
            try (Answer answer = web.get(wanted.uri(), headers, cancellation)) {
                WebClient.requireStatus(answer, wanted.label(), Set.of(200, 206, 416));
                Optional<ContentRange> range = answer.status() == 206 ? ContentRange.of(answer) : Optional.empty();
                if (range.isEmpty()) {
                    return Optional.empty();
                }
                long total = range.get().total();
                if (wanted.sizeBytes().isPresent() && wanted.sizeBytes().getAsLong() != total) {
                    throw wrongLength(wanted, total);
                }
                return Optional.of(new Probe(total, validator(answer)));
            }
        });
    }

    static String validator(Answer answer) {
        return answer.headers().firstValue("ETag").or(() -> answer.headers().firstValue("Last-Modified")).orElse("");
    }

    static FetchException wrongLength(Wanted wanted, long offered) {
        return FetchException.fatal("the server offers " + offered + " bytes for " + wanted.label() + " instead of "
                + wanted.sizeBytes().orElseThrow());
    }
}
