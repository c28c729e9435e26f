package hearth.documents.chunk;

import hearth.documents.TokenCounter;
import hearth.documents.chunk.Units.Unit;
import hearth.documents.extract.DocumentText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Cuts a text into chunks of at most so many tokens. A page begins a chunk, so that a citation names the right one; a heading begins one
 * unless the chunk before is still small. Sentences are whole unless one alone is too long; the last sentences of a chunk begin the next
 * one too, within a page and section.
 */
public final class Chunker {
    private final ChunkOptions options;
    private final TokenCounter counter;
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Counted> open = new ArrayList<>();
    private int openTokens;
    /** Units of {@code open} that the chunk before has too. */
    private int repeated;

    private record Counted(Unit unit, int tokens) {}

    private Chunker(ChunkOptions options, TokenCounter counter) {
        this.options = options;
        this.counter = counter;
    }

    /**
     * The chunks in order; together they hold all text but blanks.
     *
     * @param cancelled is asked now and then; the rest is left out then
     */
    public static List<Chunk> cut(DocumentText document, ChunkOptions options, TokenCounter counter, BooleanSupplier cancelled) {
        Chunker chunker = new Chunker(options, counter);
        for (Unit unit : Units.of(document)) {
            if (cancelled.getAsBoolean()) {
                break;
            }
            chunker.add(document.text(), unit);
        }
        chunker.close();
        return chunker.chunks;
    }

    private void add(String text, Unit unit) {
        int tokens = counter.count(text.substring(unit.start(), unit.end()));
        if (tokens > options.maxTokens()) {
            addHalves(text, unit);
            return;
        }
        boolean full = openTokens + tokens > options.maxTokens();
        // A chunk that is nearly full ends before a paragraph rather than within it.
        boolean paragraph = unit.isParagraph() && openTokens > options.maxTokens() * 3 / 4;
        boolean section = unit.isHeading() && openTokens > options.maxTokens() / 4;
        if (full || section || paragraph || unit.isPage()) {
            close();
            if (!unit.isHeading() && !unit.isPage()) {
                repeat(tokens);
            } else {
                open.clear();
                openTokens = 0;
                repeated = 0;
            }
        }
        open.add(new Counted(unit, tokens));
        openTokens += tokens;
    }

    /** A unit that is too long alone, cut in the middle until it fits, at a space if there is one near. */
    private void addHalves(String text, Unit unit) {
        int middle = (unit.start() + unit.end()) >>> 1;
        int cut = middle;
        for (int i = middle; i > unit.start() + (middle - unit.start()) / 2; i--) {
            if (Character.isWhitespace(text.charAt(i - 1))) {
                cut = i;
                break;
            }
        }
        cut += Character.isLowSurrogate(text.charAt(cut)) ? 1 : 0;
        if (cut <= unit.start() || cut >= unit.end()) {
            // A single character of more tokens than a chunk may have.
            close();
            open.clear();
            chunks.add(new Chunk(unit.start(), unit.end(), options.maxTokens()));
            return;
        }
        int end = cut;
        while (end > unit.start() + 1 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        int start = cut;
        while (start < unit.end() - 1 && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        add(text, new Unit(unit.start(), end, unit.isHeading(), unit.isParagraph(), unit.isPage()));
        add(text, new Unit(start, unit.end(), false, false, false));
    }

    /** Ends the open chunk if it has anything of its own. */
    private void close() {
        if (open.size() > repeated) {
            chunks.add(new Chunk(open.getFirst().unit().start(), open.getLast().unit().end(), openTokens));
            repeated = open.size();
        }
    }

    /** Keeps the last units of the chunk that was closed, as far as they and the next unit have room. */
    private void repeat(int nextTokens) {
        int room = Math.min(options.overlapTokens(), options.maxTokens() - nextTokens);
        int from = open.size();
        int tokens = 0;
        while (from > 0 && tokens + open.get(from - 1).tokens() <= room && !open.get(from - 1).unit().isHeading()) {
            from--;
            tokens += open.get(from).tokens();
        }
        List<Counted> kept = List.copyOf(open.subList(from, open.size()));
        open.clear();
        open.addAll(kept);
        openTokens = tokens;
        repeated = kept.size();
    }
}
