package hearth.engine.embed;

import hearth.tokenizer.TextPart;
import hearth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A query and a document as the one sequence that a reranker reads. Control tokens in them are characters. */
final class RankPrompt {
    /** As many tokens as it takes. */
    static final int NO_LIMIT = Integer.MAX_VALUE;

    private static final int[] NOTHING = {};
    private static final String BERT_END = "[SEP]";
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

    /**
     * The two as one sequence.
     *
     * @param limit tokens; a document too long loses its end. Where the rest alone is longer, so is the result
     */
    Sequence sequence(String query, String document, int limit) {
        return template.map(text -> shortened(document, limit, rest -> filled(text, query, rest)))
                .orElseGet(() -> pair(query, document, limit));
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
     * {@code begin query end document end}. With BERT's ends the model is told that the document is a second text; with others a second
     * end token stands before it, as RoBERTa and the models after it were trained. Where a vocabulary has no ends of prompts, a line feed
     * keeps the two apart.
     */
    private Sequence pair(String query, String document, int limit) {
        int[] first = withEnds(content(query));
        int[] content = content(document);
        int[] second = withEnds(content);
        boolean begins = tokenizer.withBos(NOTHING).length > 0;
        boolean ends = tokenizer.withEos(NOTHING).length > 0;
        if (causal && !ends) {
            return shortened(document, limit, rest -> withEnds(content(query + "\n" + rest)));
        }
        boolean told = ends && tokenizer.vocabulary().tokens().text(second[second.length - 1]).endsWith(BERT_END);
        int[] between = begins && ends && !told ? new int[] {second[second.length - 1]} : new int[0];
        int skipped = begins ? 1 : 0;
        int excess = first.length + between.length + second.length - skipped - limit;
        boolean cut = excess > 0 && excess <= content.length;
        int[] kept = cut ? withEnds(Arrays.copyOf(content, content.length - excess)) : second;
        int[] rest = Arrays.copyOfRange(kept, skipped, kept.length);
        int[] ids = Stream.of(first, between, rest).flatMapToInt(IntStream::of).toArray();
        return new Sequence(ids, cut, told ? first.length : ids.length);
    }

    private int[] withEnds(int[] ids) {
        return tokenizer.withEos(tokenizer.withBos(ids));
    }

    private int[] content(String text) {
        return tokenizer.encode(List.of(new TextPart(text, false)));
    }

    /** The sequence of as much of the document as fits; none of it where the rest is too long. */
    private Sequence shortened(String document, int limit, Function<String, int[]> sequence) {
        int[] ids = sequence.apply(document);
        String rest = document;
        while (ids.length > limit && !rest.isEmpty()) {
            rest = shortened(rest, ids.length - limit);
            ids = sequence.apply(rest);
        }
        return new Sequence(ids, rest.length() < document.length(), ids.length);
    }

    /** A beginning of {@code text} with about {@code excess} tokens less; always shorter than {@code text}. */
    private String shortened(String text, int excess) {
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
