package hearth.documents.index;

import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;

/** The index of one library, in a folder. Thread-safe; several processes may search it, one at a time changes it. */
public final class ChunkIndex implements AutoCloseable {
    /** Held on to, or its level would be forgotten. */
    private static final Logger LUCENE_VECTORS = Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    static {
        // The program adds the vector module while it runs, which Lucene does not see; its advice to start with another option would be wrong.
        LUCENE_VECTORS.setLevel(Level.SEVERE);
    }

    private final Path folder;
    private final String name;
    private final Object writing = new Object();
    private DirectoryReader reader;
    private Directory directory;

    /** @param name of the library, for messages */
    public ChunkIndex(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /**
     * Puts chunks in the place of all that a document has.
     *
     * @param fingerprint of what made the vectors; letters and digits
     * @throws DocumentsException BUSY if another process changes the index, DAMAGED
     */
    public void replace(String document, List<IndexedChunk> chunks, String fingerprint) throws IOException {
        write(writer -> writer.updateDocuments(new Term(ChunkFields.DOCUMENT, document), documents(chunks, fingerprint)));
    }

    /** Adds further chunks of documents; throws as {@link #replace}. */
    public void append(List<IndexedChunk> chunks, String fingerprint) throws IOException {
        write(writer -> writer.addDocuments(documents(chunks, fingerprint)));
    }

    /** Removes a document; does nothing if it has no chunks here. */
    public void remove(String document) throws IOException {
        if (Files.isDirectory(folder)) {
            write(writer -> writer.deleteDocuments(new Term(ChunkFields.DOCUMENT, document)));
        }
    }

    private static List<Document> documents(List<IndexedChunk> chunks, String fingerprint) {
        return chunks.stream().map(chunk -> ChunkFields.document(chunk, fingerprint)).toList();
    }

    private interface Change {
        void apply(IndexWriter writer) throws IOException;
    }

    /** All of it or nothing, on disk when this returns. */
    private void write(Change change) throws IOException {
        synchronized (writing) {
            try (Directory target = FSDirectory.open(Files.createDirectories(folder))) {
                IndexWriter writer = new IndexWriter(target, new IndexWriterConfig(new Words()).setCodec(WideVectors.codec()));
                try {
                    change.apply(writer);
                    // Waits for merges too: nothing runs on when this returns.
                    writer.close();
                } catch (IOException | RuntimeException e) {
                    writer.rollback();
                    throw e;
                }
            } catch (IOException e) {
                throw explained(e);
            }
        }
    }

    /** Throws away everything, so that a damaged index can be made again. */
    public synchronized void clear() throws IOException {
        close();
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** The index as it is now, for the caller to give back with {@code decRef}; empty if nothing was indexed. */
    synchronized Optional<DirectoryReader> acquire() throws IOException {
        try {
            if (reader == null) {
                if (!Files.isDirectory(folder)) {
                    return Optional.empty();
                }
                directory = FSDirectory.open(folder);
                if (!DirectoryReader.indexExists(directory)) {
                    directory.close();
                    return Optional.empty();
                }
                reader = DirectoryReader.open(directory);
            } else {
                DirectoryReader newer = DirectoryReader.openIfChanged(reader);
                if (newer != null) {
                    reader.decRef();
                    reader = newer;
                }
            }
            reader.incRef();
            return Optional.of(reader);
        } catch (IOException e) {
            throw explained(e);
        }
    }

    private IOException explained(IOException e) {
        if (e instanceof LockObtainFailedException) {
            throw new DocumentsException(Kind.BUSY, "another process changes the library \u201C" + name + "\u201D", e);
        }
        if (e instanceof CorruptIndexException || e instanceof IndexFormatTooOldException || e instanceof IndexFormatTooNewException
                || e instanceof EOFException || e instanceof FileNotFoundException || e instanceof NoSuchFileException) {
            throw new DocumentsException(Kind.DAMAGED, "the index of the library \u201C" + name + "\u201D can't be used; index it again", e);
        }
        return e;
    }

    @Override
    public synchronized void close() throws IOException {
        if (reader != null) {
            reader.decRef();
            reader = null;
            directory.close();
        }
    }
}
