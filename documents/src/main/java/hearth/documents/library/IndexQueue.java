package hearth.documents.library;

import hearth.documents.DocumentInfo;
import hearth.documents.DocumentState;
import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import hearth.documents.Embedders;
import hearth.documents.extract.FileReading;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Indexes documents one after the other, on a thread of its own that ends when nothing is left. Thread-safe.
 */
final class IndexQueue implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(IndexQueue.class.getName());
    private static final int BUSY_TRIES = 120;
    private static final long BUSY_MILLIS = 500;
    private static final long END_MILLIS = 10_000;

    private final FileReading reading;
    private final Embedders embedders;
    private final Deque<Task> waiting = new ArrayDeque<>();
    private Task current;
    private Thread thread;
    private boolean closed;

    private record Task(Library library, Progress progress) {}

    IndexQueue(FileReading reading, Embedders embedders) {
        this.reading = reading;
        this.embedders = embedders;
    }

    /** Puts a document at the end, unless it waits already. */
    synchronized void add(Library library, String document) {
        boolean waits = waiting.stream().anyMatch(is(library.id(), document));
        if (closed || waits) {
            return;
        }
        waiting.add(new Task(library, new Progress(library.id(), document)));
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("hearth-index").start(this::work);
        }
    }

    private static Predicate<Task> is(String library, String document) {
        return task -> task.progress().library().equals(library) && task.progress().document().equals(document);
    }

    /** How far a document is; empty if it is not in the queue. */
    synchronized Optional<Progress> progress(String library, String document) {
        if (current != null && is(library, document).test(current)) {
            return Optional.of(current.progress());
        }
        return waiting.stream().filter(is(library, document)).findFirst().map(Task::progress);
    }

    /** Ends one document's work, or takes it from the queue; the one that runs ends a little later. */
    synchronized void cancel(String library, String document) {
        waiting.removeIf(is(library, document));
        if (current != null && is(library, document).test(current)) {
            current.progress().cancel();
        }
    }

    /** Ends everything that a library waits for. */
    synchronized void drop(String library) {
        waiting.removeIf(task -> task.progress().library().equals(library));
        if (current != null && current.progress().library().equals(library)) {
            current.progress().cancel();
        }
    }

    /** Waits until nothing of a library runs any more. */
    synchronized void awaitIdle(String library) {
        long end = System.nanoTime() + END_MILLIS * 1_000_000;
        try {
            while (current != null && current.progress().library().equals(library) && System.nanoTime() < end) {
                wait(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        for (Task task = next(); task != null; task = next()) {
            try {
                run(task);
            } catch (IOException | RuntimeException | Error e) {
                // Such as a library that was deleted meanwhile: the next document is not touched by it.
                LOG.log(System.Logger.Level.WARNING, "a document's state could not be kept", e);
            }
        }
    }

    private synchronized Task next() {
        current = closed ? null : waiting.poll();
        if (current == null) {
            thread = null;
        }
        notifyAll();
        return current;
    }

    private void run(Task task) throws IOException {
        Library library = task.library();
        String id = task.progress().document();
        Optional<DocumentInfo> document = library.info().document(id);
        if (document.isEmpty()) {
            library.index().remove(id);
            return;
        }
        try {
            index(task, document.get());
        } catch (DocumentsException e) {
            ended(library, id, e.kind() == Kind.CANCELLED ? DocumentState.CANCELLED : DocumentState.FAILED, e.getMessage());
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "indexing " + id, e);
            ended(library, id, DocumentState.FAILED, document.get().name() + ": can't be indexed (" + e.getClass().getSimpleName() + "); see the log");
        }
        if (library.info().document(id).isEmpty()) {
            library.index().remove(id);
        }
    }

    /** Another process that writes the index is waited for. */
    private void index(Task task, DocumentInfo document) throws IOException {
        for (int tries = 1;; tries++) {
            try {
                new Indexing(reading, embedders, task.library(), document, task.progress()).run();
                return;
            } catch (DocumentsException e) {
                if (e.kind() != Kind.BUSY || tries == BUSY_TRIES) {
                    throw e;
                }
                pause();
                task.progress().check();
            }
        }
    }

    private synchronized void pause() {
        try {
            wait(BUSY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DocumentsException(Kind.CANCELLED, "cancelled", e);
        }
    }

    private void ended(Library library, String document, DocumentState state, String reason) throws IOException {
        if (isClosed()) {
            // The program stops: the document stays as it was, and goes on with the next start.
            return;
        }
        if (state == DocumentState.FAILED) {
            // A file that can't be read once can't be read twice.
            Files.deleteIfExists(library.incoming(document));
        }
        library.index().remove(document);
        library.changeDocument(document, each -> each.withState(state, state == DocumentState.FAILED ? reason : ""));
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Ends what runs and waits for that. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            waiting.clear();
            if (current != null) {
                current.progress().cancel();
            }
            running = thread;
            notifyAll();
        }
        try {
            if (running != null) {
                running.join(END_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
