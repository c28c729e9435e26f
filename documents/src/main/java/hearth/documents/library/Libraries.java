package hearth.documents.library;

import hearth.documents.DocumentInfo;
import hearth.documents.DocumentState;
import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import hearth.documents.Embedders;
import hearth.documents.LibraryInfo;
import hearth.documents.LibraryKind;
import hearth.documents.SearchRequest;
import hearth.documents.SearchResult;
import hearth.documents.extract.DocumentText;
import hearth.documents.extract.FileReading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * All libraries of a folder. What was still waiting when the program ended goes on when a library is used first. Thread-safe. All
 * methods that take an id throw a {@link DocumentsException} of kind NOT_FOUND if there is none, and DAMAGED if its file is damaged.
 */
public final class Libraries implements AutoCloseable {
    private static final int MAX_LIBRARIES = 1000;
    private static final int MAX_DOCUMENTS = 2000;
    private static final int MAX_NAME = 200;

    private final Path folder;
    private final LibraryOptions options;
    private final Embedders embedders;
    private final Clock clock;
    private final IndexQueue queue;
    private final Map<String, Library> open = new LinkedHashMap<>();

    /** Uses a folder, which is made when it is first needed. */
    public Libraries(Path folder, LibraryOptions options, Embedders embedders, Clock clock) {
        this.folder = folder;
        this.options = options;
        this.embedders = embedders;
        this.clock = clock;
        this.queue = new IndexQueue(new FileReading(options.limits(), options.reader()), embedders);
    }

    /** @param damaged names of folders whose library can't be read */
    public record Listing(List<LibraryInfo> libraries, List<String> damaged) {}

    /** All of them, by name. */
    public Listing list() throws IOException {
        List<LibraryInfo> found = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        for (String id : ids()) {
            try {
                found.add(library(id).info());
            } catch (DocumentsException e) {
                if (e.kind() == Kind.DAMAGED) {
                    damaged.add(id);
                }
            }
        }
        found.sort(java.util.Comparator.comparing(LibraryInfo::name, String.CASE_INSENSITIVE_ORDER).thenComparing(LibraryInfo::created));
        return new Listing(found, damaged);
    }

    private TreeSet<String> ids() throws IOException {
        TreeSet<String> ids = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
                for (Path each : found) {
                    if (Ids.isId(each.getFileName().toString()) && Files.exists(each.resolve(Library.FILE))) {
                        ids.add(each.getFileName().toString());
                    }
                }
            }
        }
        return ids;
    }

    synchronized Library library(String id) throws IOException {
        Library known = open.get(Ids.require(id));
        if (known != null) {
            return known;
        }
        Path place = folder.resolve(id);
        if (!Files.exists(place.resolve(Library.FILE))) {
            throw new DocumentsException(Kind.NOT_FOUND, "there is no such library");
        }
        Library library = Library.open(place);
        open.put(id, library);
        library.info().documents().stream()
                .filter(document -> document.state().isPending())
                .forEach(document -> queue.add(library, document.id()));
        return library;
    }

    public LibraryInfo info(String id) throws IOException {
        return library(id).info();
    }

    /** How far a document is: its state now, and how many of how many chunks are done. */
    public record Standing(DocumentState state, int done, int all) {}

    public Standing standing(String library, DocumentInfo document) {
        return queue.progress(library, document.id())
                .map(progress -> new Standing(progress.state(), progress.done(), progress.all()))
                .orElseGet(() -> new Standing(document.state(), document.chunks(), document.chunks()));
    }

    /**
     * Makes a library.
     *
     * @param embeddingModel makes its vectors; empty = search by words only
     * @throws DocumentsException INVALID if the name can't be, TOO_LARGE if there are too many
     */
    public synchronized LibraryInfo create(String name, LibraryKind kind, Optional<String> embeddingModel) throws IOException {
        if (ids().size() >= MAX_LIBRARIES) {
            throw new DocumentsException(Kind.TOO_LARGE, "there are " + MAX_LIBRARIES + " libraries already: delete some first");
        }
        LibraryInfo info = new LibraryInfo(Ids.fresh(), name(name), kind, clock.instant().toString(), embeddingModel, List.of());
        OwnerFiles.createFolder(folder);
        Library library = Library.create(folder.resolve(info.id()), info);
        open.put(info.id(), library);
        return info;
    }

    private static String name(String given) {
        String name = given.strip();
        if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new DocumentsException(Kind.INVALID, "a library's name must have from 1 to " + MAX_NAME + " characters");
        }
        return name;
    }

    public LibraryInfo rename(String id, String name) throws IOException {
        String valid = name(name);
        return library(id).change(library -> library.withName(valid));
    }

    /** Chooses another embedding model, or none, and indexes all documents again if that changes anything. */
    public LibraryInfo chooseModel(String id, Optional<String> model) throws IOException {
        Library library = library(id);
        if (!library.info().embeddingModel().equals(model)) {
            library.change(info -> info.withEmbeddingModel(model));
            reindex(id);
        }
        return library.info();
    }

    /** Removes a library with everything in it. */
    public void delete(String id) throws IOException {
        Library library = library(id);
        queue.drop(id);
        queue.awaitIdle(id);
        synchronized (this) {
            open.remove(id);
            library.delete();
        }
    }

    /**
     * Adds a file. The same file under the same name is not added twice.
     *
     * @param declaredBytes -1 if unknown
     * @throws DocumentsException UNREADABLE if it is of no known kind, TOO_LARGE
     */
    public DocumentInfo add(String id, String fileName, InputStream body, long declaredBytes) throws IOException {
        Library library = library(id);
        if (library.info().documents().size() >= MAX_DOCUMENTS) {
            throw new DocumentsException(Kind.TOO_LARGE, "the library has " + MAX_DOCUMENTS + " documents already");
        }
        String name = Intake.name(fileName);
        String document = Ids.fresh();
        Path file = library.incoming(document);
        boolean kept = false;
        try {
            Intake.Received received = Intake.receive(name, body, declaredBytes, options.limits().fileBytes(), file);
            FileReading.requireKind(file, name);
            Optional<DocumentInfo> same = library.info().documents().stream()
                    .filter(each -> each.name().equals(name) && each.digest().equals(received.digest()) && each.state() != DocumentState.FAILED)
                    .findFirst();
            if (same.isPresent()) {
                return same.get();
            }
            DocumentInfo info = DocumentInfo.waiting(document, name, received.bytes(), received.digest(), clock.instant().toString());
            library.change(each -> {
                List<DocumentInfo> documents = new ArrayList<>(each.documents());
                documents.add(info);
                return each.withDocuments(documents);
            });
            kept = true;
            queue.add(library, document);
            return info;
        } finally {
            if (!kept) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Removes a document; what is being done with it ends. */
    public void remove(String id, String document) throws IOException {
        Library library = library(id);
        library.forget(Ids.require(document));
        queue.cancel(id, document);
        // Its chunks go when the index is free; until then no search shows them.
        queue.add(library, document);
    }

    /** Indexes all documents again whose text or file is there. */
    public void reindex(String id) throws IOException {
        Library library = library(id);
        cancel(id);
        queue.awaitIdle(id);
        library.index().clear();
        for (DocumentInfo document : library.info().documents()) {
            if (library.hasText(document.id()) || Files.exists(library.incoming(document.id()))) {
                library.changeDocument(document.id(), each -> each.withState(DocumentState.WAITING, ""));
                queue.add(library, document.id());
            }
        }
    }

    /** Ends all work on a library; documents that are not ready stay so until they are indexed again. */
    public void cancel(String id) throws IOException {
        Library library = library(id);
        for (DocumentInfo document : library.info().documents()) {
            queue.cancel(id, document.id());
        }
        queue.awaitIdle(id);
        library.change(info -> info.withDocuments(info.documents().stream()
                .map(each -> each.state().isPending() ? each.withState(DocumentState.CANCELLED, "") : each)
                .toList()));
    }

    /** The text of a document that was read; NOT_FOUND if it was not yet. */
    public DocumentText text(String id, String document) throws IOException {
        Library library = library(id);
        library.document(Ids.require(document));
        return library.text(document);
    }

    /** Finds passages by words and, where there are vectors, by meaning. */
    public SearchResult search(SearchRequest request) throws IOException {
        List<Library> libraries = new ArrayList<>();
        for (String id : request.selection().keySet()) {
            libraries.add(library(id));
        }
        return new Retrieval(libraries, embedders).search(request);
    }

    /** Ends all work, for it to go on at the next start. */
    @Override
    public void close() {
        queue.close();
        synchronized (this) {
            for (Library library : open.values()) {
                try {
                    library.close();
                } catch (IOException e) {
                    System.getLogger(Libraries.class.getName()).log(System.Logger.Level.WARNING, "closing an index", e);
                }
            }
            open.clear();
        }
    }
}
