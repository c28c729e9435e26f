package hearth.documents.library;

import hearth.documents.DocumentInfo;
import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import hearth.documents.Embedder;
import hearth.documents.Embedders;
import hearth.documents.TokenCounter;
import hearth.documents.chunk.Chunk;
import hearth.documents.chunk.ChunkOptions;
import hearth.documents.chunk.Chunker;
import hearth.documents.extract.DocumentText;
import hearth.documents.extract.FileReading;
import hearth.documents.index.ChunkPlace;
import hearth.documents.index.IndexedChunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes one document from its file to the index. For one thread. */
final class Indexing {
    private static final int EMBEDDED_AT_ONCE = 16;
    private static final int WRITTEN_AT_ONCE = 512;
    private static final int MAX_CHUNKS = 200_000;
    private static final int ROOM_FOR_MARKS = 16;

    private final FileReading reading;
    private final Embedders embedders;
    private final Library library;
    private final DocumentInfo document;
    private final Progress progress;

    Indexing(FileReading reading, Embedders embedders, Library library, DocumentInfo document, Progress progress) {
        this.reading = reading;
        this.embedders = embedders;
        this.library = library;
        this.document = document;
        this.progress = progress;
    }

    /** @throws DocumentsException why it can't, or that it was cancelled */
    void run() throws IOException {
        DocumentText text = text();
        Optional<String> model = library.info().embeddingModel();
        Optional<String> fingerprint = model.flatMap(embedders::fingerprint);
        if (fingerprint.isEmpty()) {
            index(text, ChunkOptions.forModel(Integer.MAX_VALUE), TokenCounter.estimate(), Optional.empty(), "");
            return;
        }
        EmbeddingPrompts prompts = EmbeddingPrompts.of(model.get());
        try (Embedder embedder = embedders.open(model.get(), progress::isCancelled)) {
            int room = embedder.maxTokens() - ROOM_FOR_MARKS - embedder.count(prompts.document());
            Vectors vectors = new Vectors(embedder, prompts);
            index(text, ChunkOptions.forModel(room), embedder, Optional.of(vectors), fingerprint.get());
        }
    }

    private DocumentText text() throws IOException {
        String id = document.id();
        if (library.hasText(id)) {
            return library.text(id);
        }
        progress.reading();
        Path file = library.incoming(id);
        if (!Files.exists(file)) {
            throw new DocumentsException(Kind.NOT_FOUND, document.name() + ": its file is gone; add it again");
        }
        DocumentText text = reading.read(file, document.name(), progress::isCancelled);
        library.writeText(id, text);
        library.changeDocument(id, each -> each.withText(text.note(), text.text().length(), text.pages().size()));
        // The text is all that is needed from here on; the file itself is the user's.
        Files.deleteIfExists(file);
        return text;
    }

    private record Vectors(Embedder embedder, EmbeddingPrompts prompts) {
        /** A title that would push the end of the text out is left away. */
        String wording(String heading, String text) {
            String with = prompts.document() + heading + "\n" + text;
            return embedder.count(with) <= embedder.maxTokens() ? with : prompts.document() + text;
        }
    }

    private void index(DocumentText text, ChunkOptions options, TokenCounter counter, Optional<Vectors> vectors, String fingerprint)
            throws IOException {
        List<Chunk> chunks = Chunker.cut(text, options, counter, progress::isCancelled);
        progress.check();
        if (chunks.size() > MAX_CHUNKS) {
            throw new DocumentsException(Kind.TOO_LARGE, document.name() + ": has more than " + MAX_CHUNKS + " passages");
        }
        progress.indexing(chunks.size());
        Places places = new Places(text);
        for (int from = 0; from < chunks.size(); from += WRITTEN_AT_ONCE) {
            List<IndexedChunk> slice = new ArrayList<>();
            for (int at = from; at < Math.min(chunks.size(), from + WRITTEN_AT_ONCE); at += EMBEDDED_AT_ONCE) {
                int to = Math.min(Math.min(chunks.size(), from + WRITTEN_AT_ONCE), at + EMBEDDED_AT_ONCE);
                slice.addAll(indexed(text, places, chunks.subList(at, to), vectors));
                progress.check();
                progress.done(to);
            }
            if (from == 0) {
                library.index().replace(document.id(), slice, fingerprint);
            } else {
                library.index().append(slice, fingerprint);
            }
        }
        library.changeDocument(document.id(), each -> each.indexed(chunks.size(), fingerprint));
    }

    private List<IndexedChunk> indexed(DocumentText text, Places places, List<Chunk> chunks, Optional<Vectors> vectors) {
        List<ChunkPlace> found = chunks.stream().map(places::of).toList();
        List<String> headings = found.stream()
                .map(place -> place.section().isEmpty() ? document.name() : document.name() + " \u203A " + place.section())
                .toList();
        List<String> texts = chunks.stream().map(chunk -> text.text().substring(chunk.start(), chunk.end())).toList();
        Optional<List<float[]>> made = vectors.map(each -> {
            List<String> wordings = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                wordings.add(each.wording(headings.get(i), texts.get(i)));
            }
            return each.embedder().embed(wordings);
        });
        List<IndexedChunk> indexed = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            int at = i;
            indexed.add(new IndexedChunk(found.get(i), headings.get(i), texts.get(i), made.map(each -> each.get(at))));
        }
        return indexed;
    }

    /** Places in order: lines are counted on from the last. */
    private final class Places {
        private final DocumentText text;
        private int line = 1;
        private int counted;

        Places(DocumentText text) {
            this.text = text;
        }

        ChunkPlace of(Chunk chunk) {
            if (chunk.start() < counted) {
                line -= newlines(chunk.start(), counted);
            } else {
                line += newlines(counted, chunk.start());
            }
            counted = chunk.start();
            return new ChunkPlace(library.id(), document.id(), chunk.start(), chunk.end(), text.page(chunk.start()), line, text.section(chunk.start()));
        }

        private int newlines(int from, int to) {
            int lines = 0;
            for (int i = from; i < to; i++) {
                lines += text.text().charAt(i) == '\n' ? 1 : 0;
            }
            return lines;
        }
    }
}
