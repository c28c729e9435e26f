package hearth.documents.prompt;

import hearth.documents.DocumentInfo;
import hearth.documents.DocumentState;
import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import hearth.documents.LibraryInfo;
import hearth.documents.Passage;
import hearth.documents.SearchRequest;
import hearth.documents.SearchResult;
import hearth.documents.chunk.Chunk;
import hearth.documents.chunk.ChunkOptions;
import hearth.documents.chunk.Chunker;
import hearth.documents.extract.DocumentText;
import hearth.documents.library.Libraries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides how documents come into a prompt, and puts it together. Thread-safe. */
public final class ContextBuilder {
    /** No tokenizer makes fewer tokens of a text than one of so many characters. */
    private static final int CHARACTERS_PER_TOKEN = 16;
    /** Parts of whole documents, for citations; they do not overlap. */
    private static final ChunkOptions PARTS = new ChunkOptions(400, 0);
    private static final int MAX_PASSAGES = 10;
    private static final int MAX_PASSAGE_TOKENS = 3000;
    private static final int SEARCHED = 30;

    private final Libraries libraries;

    public ContextBuilder(Libraries libraries) {
        this.libraries = libraries;
    }

    private record Chosen(LibraryInfo library, DocumentInfo document) {}

    /**
     * The prompt for a question.
     *
     * @throws DocumentsException BUSY if a document is still being read, TOO_LARGE if documents that must be whole don't fit
     */
    public PromptContext build(ContextRequest request) throws IOException {
        List<Chosen> usable = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        choose(request, usable, unread);
        if (usable.isEmpty()) {
            return plain(request, unread);
        }
        if (request.mode() != ContextMode.PASSAGES) {
            Optional<PromptContext> whole = whole(request, usable, unread);
            if (whole.isPresent()) {
                return whole.get();
            }
        }
        return passages(request, usable, unread);
    }

    private void choose(ContextRequest request, List<Chosen> usable, List<String> unread) throws IOException {
        for (Map.Entry<String, Optional<List<String>>> each : request.selection().entrySet()) {
            LibraryInfo library = libraries.info(each.getKey());
            for (DocumentInfo document : library.documents()) {
                boolean wanted = each.getValue().isEmpty() || each.getValue().get().contains(document.id());
                if (!wanted || request.present().contains(document.id())) {
                    continue;
                }
                if (document.characters() > 0 && document.state() != DocumentState.FAILED) {
                    usable.add(new Chosen(library, document));
                } else if (document.state().isPending()) {
                    throw new DocumentsException(Kind.BUSY, document.name() + ": is still being read");
                } else {
                    unread.add(document.name());
                }
            }
        }
    }

    private static PromptContext plain(ContextRequest request, List<String> unread) {
        int tokens = request.counter().count(request.question());
        return new PromptContext(request.question(), ContextMode.PASSAGES, List.of(), List.of(), tokens, List.of(), unread);
    }

    private Optional<PromptContext> whole(ContextRequest request, List<Chosen> usable, List<String> unread) throws IOException {
        long characters = usable.stream().mapToLong(each -> each.document().characters()).sum();
        int tokens = Integer.MAX_VALUE;
        if (characters <= (long) request.budgetTokens() * CHARACTERS_PER_TOKEN) {
            PromptText text = new PromptText();
            for (Chosen each : usable) {
                addParts(each, request, text);
            }
            String prompt = text.with(request.question());
            tokens = request.counter().count(prompt);
            if (tokens <= request.budgetTokens()) {
                List<String> ids = usable.stream().map(each -> each.document().id()).toList();
                return Optional.of(new PromptContext(prompt, ContextMode.WHOLE, text.sources(), ids, tokens, List.of(), unread));
            }
        }
        if (request.mode() == ContextMode.WHOLE) {
            String needed = tokens == Integer.MAX_VALUE ? "more than " + characters / CHARACTERS_PER_TOKEN : String.valueOf(tokens);
            throw new DocumentsException(Kind.TOO_LARGE, "the documents need " + needed + " tokens, but there is room for " + request.budgetTokens());
        }
        return Optional.empty();
    }

    private void addParts(Chosen chosen, ContextRequest request, PromptText out) throws IOException {
        DocumentText text = libraries.text(chosen.library().id(), chosen.document().id());
        for (Chunk part : Chunker.cut(text, PARTS, request.counter(), () -> false)) {
            Source source = new Source(out.sources().size() + 1, chosen.library().id(), chosen.document().id(), chosen.document().name(),
                    part.start(), part.end(), text.page(part.start()), text.line(part.start()), text.section(part.start()));
            out.add(source, text.text().substring(part.start(), part.end()));
        }
    }

    private PromptContext passages(ContextRequest request, List<Chosen> usable, List<String> unread) throws IOException {
        Map<String, Optional<List<String>>> selection = new LinkedHashMap<>();
        for (Chosen each : usable) {
            selection.computeIfAbsent(each.library().id(), _ -> Optional.of(new ArrayList<>())).orElseThrow().add(each.document().id());
        }
        SearchResult found = libraries.search(new SearchRequest(selection, request.searched(), SEARCHED));
        PromptText empty = new PromptText();
        empty.add(new Source(1, "", "", "", 0, 0, 0, 0, ""), "");
        int frame = request.counter().count(empty.with(request.question()));
        int room = Math.min(request.budgetTokens() - frame, MAX_PASSAGE_TOKENS);
        PromptText text = new PromptText();
        for (Passage passage : Passages.joined(best(found.passages(), room, request))) {
            text.add(new Source(text.sources().size() + 1, passage.library(), passage.document(), passage.name(), passage.start(), passage.end(),
                    passage.page(), passage.line(), passage.section()), passage.text());
        }
        String prompt = text.with(request.question());
        return new PromptContext(prompt, ContextMode.PASSAGES, text.sources(), List.of(), request.counter().count(prompt), found.wordsOnly(), unread);
    }

    /** The best that fit; a long one may be left out for shorter ones behind it. */
    private static List<Passage> best(List<Passage> found, int room, ContextRequest request) {
        List<Passage> best = new ArrayList<>();
        int left = room;
        for (Passage passage : found) {
            Source label = new Source(MAX_PASSAGES, "", "", "", 0, 0, passage.page(), 0, passage.section());
            int tokens = request.counter().count(PromptText.label(label) + "\n" + passage.name() + "\n" + passage.text()) + 8;
            if (tokens <= left && best.size() < MAX_PASSAGES) {
                best.add(passage);
                left -= tokens;
            }
        }
        best.sort(Comparator.comparing(Passage::library).thenComparing(Passage::document).thenComparing(Passage::start));
        return best;
    }
}
