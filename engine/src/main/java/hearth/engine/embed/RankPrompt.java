package hearth.engine.embed;

import hearth.tokenizer.TextPart;
import hearth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A query and a document as the one sequence that a reranker reads. Control tokens in them are characters. */
final class RankPrompt {
    private static final Pattern PLACE = Pattern.compile("\\{(query|document)}");

    private final Tokenizer tokenizer;
    private final Optional<String> template;
    private final boolean causal;

    RankPrompt(Tokenizer tokenizer, RankConfig config) {
        this.tokenizer = tokenizer;
        this.template = config.template();
        this.causal = config.causal();
    }

    /** Whether nothing of the end may be cut off: a template ends with what asks for the answer. */
    boolean needsItsEnd() {
        return template.isPresent();
    }

    int[] ids(String query, String document) {
        return template.map(text -> filled(text, query, document)).orElseGet(() -> pair(query, document));
    }

    private int[] filled(String text, String query, String document) {
        List<TextPart> parts = new ArrayList<>();
        Matcher place = PLACE.matcher(text);
        int end = 0;
        while (place.find()) {
            parts.add(new TextPart(text.substring(end, place.start()), true));
            parts.add(new TextPart(place.group(1).equals("query") ? query : document, false));
            end = place.end();
        }
        parts.add(new TextPart(text.substring(end), true));
        return tokenizer.withBos(tokenizer.encode(parts));
    }

    /**
     * {@code begin query end document end}. With a vocabulary that is not BERT's a second end token stands before the document, as RoBERTa
     * and the models after it were trained. Where a vocabulary has no ends of prompts, a line feed keeps the two apart.
     */
    private int[] pair(String query, String document) {
        int[] first = withEnds(query);
        int[] second = withEnds(document);
        boolean begins = second.length > 1 && tokenizer.isControl(second[0]);
        boolean ends = second.length > 1 && tokenizer.isControl(second[second.length - 1]);
        if (causal && !ends) {
            return withEnds(query + "\n" + document);
        }
        int[] rest = begins ? Arrays.copyOfRange(second, 1, second.length) : second;
        boolean doubled = begins && ends && !tokenizer.vocabulary().model().equals("bert");
        IntStream between = doubled ? IntStream.of(second[second.length - 1]) : IntStream.empty();
        return IntStream.concat(IntStream.concat(Arrays.stream(first), between), Arrays.stream(rest)).toArray();
    }

    private int[] withEnds(String text) {
        return tokenizer.withEos(tokenizer.withBos(content(text)));
    }

    private int[] content(String text) {
        return tokenizer.encode(List.of(new TextPart(text, false)));
    }

    /** A beginning of {@code text} with about {@code excess} tokens less; always shorter than {@code text}. */
    String shortened(String text, int excess) {
        int[] ids = content(text);
        if (ids.length <= excess) {
            return "";
        }
        String kept = tokenizer.decode(Arrays.copyOf(ids, ids.length - excess), false);
        while (kept.endsWith("\uFFFD")) { // a character that was cut
            kept = kept.substring(0, kept.length() - 1);
        }
        return kept.length() < text.length() ? kept : text.substring(0, text.length() / 2);
    }
}
