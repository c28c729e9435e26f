package hearth.documents.library;

import hearth.documents.DocumentInfo;
import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import hearth.documents.LibraryInfo;
import hearth.documents.extract.DocumentText;
import hearth.documents.extract.TextFile;
import hearth.documents.index.ChunkIndex;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.function.UnaryOperator;

/**
 * One library in its folder: a file that tells what it has, the documents' texts, files that wait to be read, the index. Thread-safe;
 * several processes may use it.
 */
final class Library implements AutoCloseable {
    static final String FILE = "library.json";
    private static final String LOCK = ".lock";
    private static final long MAX_BYTES = 16L << 20;

    private final Path folder;
    private final String id;
    private final ChunkIndex index;
    private LibraryInfo info;
    private FileTime time;

    private Library(Path folder, LibraryInfo info) {
        this.folder = folder;
        this.id = info.id();
        this.info = info;
        this.index = new ChunkIndex(folder.resolve("index"), info.name());
    }

    static Library create(Path folder, LibraryInfo info) throws IOException {
        OwnerFiles.createFolder(folder);
        Library library = new Library(folder, info);
        library.save(info);
        return library;
    }

    /**
     * Opens what is there.
     *
     * @throws DocumentsException DAMAGED
     */
    static Library open(Path folder) throws IOException {
        Library library = new Library(folder, read(folder));
        library.time = Files.getLastModifiedTime(folder.resolve(FILE));
        return library;
    }

    private static LibraryInfo read(Path folder) throws IOException {
        String id = folder.getFileName().toString();
        Path file = folder.resolve(FILE);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException("the file is too large");
            }
            return LibraryJson.read(id, Files.readString(file));
        } catch (RuntimeException | java.nio.charset.CharacterCodingException e) {
            throw new DocumentsException(Kind.DAMAGED, "the file " + FILE + " of the library " + id + " is damaged: " + e.getMessage(), e);
        }
    }

    String id() {
        return id;
    }

    ChunkIndex index() {
        return index;
    }

    /** As it is now, also if another process changed it. */
    synchronized LibraryInfo info() throws IOException {
        try {
            FileTime now = Files.getLastModifiedTime(folder.resolve(FILE));
            if (!now.equals(time)) {
                info = read(folder);
                time = now;
            }
            return info;
        } catch (NoSuchFileException e) {
            throw missing();
        }
    }

    /** Changes what the library's file says, under a lock that other processes respect. */
    synchronized LibraryInfo change(UnaryOperator<LibraryInfo> change) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw missing();
        }
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            LibraryInfo changed = change.apply(info());
            save(changed);
            return changed;
        } catch (OverlappingFileLockException e) {
            throw new DocumentsException(Kind.BUSY, "another part of this program changes the library \u201C" + info.name() + "\u201D", e);
        }
    }

    /** Changes one document; does nothing if it is gone. */
    void changeDocument(String document, UnaryOperator<DocumentInfo> change) throws IOException {
        change(library -> library.withDocuments(library.documents().stream()
                .map(each -> each.id().equals(document) ? change.apply(each) : each)
                .toList()));
    }

    private void save(LibraryInfo changed) throws IOException {
        OwnerFiles.write(folder.resolve(FILE), LibraryJson.write(changed).getBytes(StandardCharsets.UTF_8));
        info = changed;
        time = Files.getLastModifiedTime(folder.resolve(FILE));
    }

    private static DocumentsException missing() {
        return new DocumentsException(Kind.NOT_FOUND, "there is no such library");
    }

    /** @throws DocumentsException NOT_FOUND */
    DocumentInfo document(String document) throws IOException {
        return info().document(document).orElseThrow(() -> new DocumentsException(Kind.NOT_FOUND, "there is no such document"));
    }

    /** Where a document's file waits to be read. */
    Path incoming(String document) throws IOException {
        return OwnerFiles.createFolder(folder.resolve("incoming")).resolve(document);
    }

    private Path textFile(String document) {
        return folder.resolve("texts").resolve(document);
    }

    boolean hasText(String document) {
        return Files.exists(textFile(document));
    }

    void writeText(String document, DocumentText text) throws IOException {
        Path target = textFile(document);
        Path temporary = OwnerFiles.temporary(OwnerFiles.createFolder(target.getParent()));
        try {
            TextFile.write(temporary, text);
            Files.move(temporary, target, java.nio.file.StandardCopyOption.ATOMIC_MOVE, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** @throws DocumentsException NOT_FOUND if it was not read yet, DAMAGED */
    DocumentText text(String document) throws IOException {
        try {
            return TextFile.read(textFile(document));
        } catch (NoSuchFileException e) {
            throw new DocumentsException(Kind.NOT_FOUND, "the text of this document is not there yet", e);
        } catch (IOException e) {
            throw new DocumentsException(Kind.DAMAGED, "the text of \u201C" + document(document).name() + "\u201D is damaged; add the file again", e);
        }
    }

    /** Takes a document out of the file and the disk; the index follows when its turn comes. */
    void forget(String document) throws IOException {
        document(document);
        change(library -> library.withDocuments(library.documents().stream().filter(each -> !each.id().equals(document)).toList()));
        Files.deleteIfExists(textFile(document));
        Files.deleteIfExists(incoming(document));
    }

    /** Removes everything. */
    void delete() throws IOException {
        close();
        OwnerFiles.deleteTree(folder);
    }

    @Override
    public void close() throws IOException {
        index.close();
    }
}
