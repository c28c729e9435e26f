package hearth.store.fetch;

import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.DurableFile;
import hearth.store.FreeSpace;
import hearth.store.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings files into the store as blobs: in parallel parts, going on where an earlier try ended, published only after length
 * and digest were checked. Any number of processes may fetch the same blob at once; each writes a file of its own.
 */
public final class Downloader {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LARGEST_PART = 64L << 20;
    private final WebClient web;
    private final StoreLayout layout;
    private final Partials partials;
    private final DiskSpace space;

    public Downloader(WebClient web, StoreLayout layout, FreeSpace freeSpace) {
        this.web = web;
        this.layout = layout;
        this.partials = new Partials(layout);
        this.space = new DiskSpace(freeSpace, layout.blobs(), web.options().spareBytes());
    }

    /** Room on the store's disk. */
    public DiskSpace space() {
        return space;
    }

    /** Creates the folder of the blobs and removes what was left there long ago. */
    public void prepare() throws IOException {
        DurableFile.createFolders(layout.blobs());
        partials.sweep();
    }

    /** Downloads and publishes one file. At cancel or failure, what has arrived is kept for the next call. */
    public Fetched fetch(Wanted wanted, TransferProgress progress, Cancellation cancellation) {
        try {
            prepare();
            Optional<Fetched> finished = awaitOthers(wanted, progress, cancellation);
            if (finished.isPresent()) {
                return finished.get();
            }
            Partial partial = partials.open(wanted.key());
            if (partials.mustYield(wanted.key(), partial.id())) {
                partial.release();
                finished = awaitOthers(wanted, progress, cancellation);
                if (finished.isPresent()) {
                    return finished.get();
                }
                partial = partials.open(wanted.key());
            }
            return fetchInto(partial, wanted, progress, cancellation);
        } catch (IOException e) {
            throw space.explain(e, wanted.sizeBytes().orElse(0));
        }
    }

    /** Removes what ended downloads left of a blob that is there by now. */
    public void tidy(Digest key) {
        try {
            partials.discardEnded(key);
        } catch (IOException e) {
            // It is in nobody's way, and swept up later.
        }
    }

    /** Gives a finished private file its place as a blob. */
    public void publish(Path written, Digest digest) throws IOException {
        DurableFile.publish(written, layout.blob(digest));
    }

    private Fetched fetchInto(Partial partial, Wanted wanted, TransferProgress progress, Cancellation cancellation)
            throws IOException {
        boolean published = false;
        try {
            boolean resumed = transfer(partial, wanted, progress, cancellation);
            Optional<Fetched> result = check(partial, wanted, progress, cancellation);
            if (result.isEmpty() && resumed) {
                // The earlier pieces may be of an older content; a fresh start decides.
                partial.discard();
                partial = partials.open(wanted.key());
                transfer(partial, wanted, progress, cancellation);
                result = check(partial, wanted, progress, cancellation);
            }
            if (result.isEmpty()) {
                partial.discard();
                throw FetchException.fatal("digest mismatch: " + wanted.label() + " is not what its name says");
            }
            publish(partial.data(), result.get().digest());
            published = true;
            partial.finished();
            tidy(wanted.key());
            return result.get();
        } finally {
            if (!published) {
                releaseQuietly(partial);
            }
        }
    }

    /** Returns true when pieces of an earlier try were used. */
    private boolean transfer(Partial partial, Wanted wanted, TransferProgress progress, Cancellation cancellation)
            throws IOException {
        boolean small = wanted.sizeBytes().isPresent() && wanted.sizeBytes().getAsLong() <= web.options().partBytes();
        Optional<Probe> probe = small ? Optional.empty() : Probe.of(web, wanted, cancellation);
        if (probe.isPresent() && probe.get().totalBytes() > 0) {
            try {
                return ranged(partial, wanted, probe.get(), progress, cancellation);
            } catch (FetchException e) {
                if (e.status() == 412) {
                    partial.restart(originOf(probe.get()));
                    Probe again = Probe.of(web, wanted, cancellation).orElseThrow(() -> e);
                    return ranged(partial, wanted, again, progress, cancellation);
                }
                if (e.status() != 200) {
                    throw e;
                }
                partial.restart(originOf(probe.get())); // ranges were promised and then not given
            }
        }
        new WholeTransfer(web, wanted, space, progress).run(partial, cancellation);
        return false;
    }

    private boolean ranged(Partial partial, Wanted wanted, Probe probe, TransferProgress progress, Cancellation cancellation)
            throws IOException {
        boolean sameContent = partial.origin()
                .filter(origin -> origin.totalBytes() == probe.totalBytes() && origin.partBytes() <= LARGEST_PART)
                .filter(origin -> wanted.digest().isPresent()
                        || !probe.validator().isEmpty() && origin.validator().equals(probe.validator()))
                .isPresent();
        if (!sameContent) {
            partial.restart(originOf(probe));
        }
        boolean resumed = !partial.pieces().isEmpty();
        TransferMeter meter = new TransferMeter(progress, wanted.label(), probe.totalBytes());
        new RangedTransfer(web, wanted, partial, partial.origin().orElseThrow(), space, meter).run(cancellation);
        return resumed;
    }

    /** Larger files get larger parts, so that their journal stays small. */
    private Partial.Origin originOf(Probe probe) {
        long part = Math.min(LARGEST_PART, Math.max(web.options().partBytes(), probe.totalBytes() / 2048));
        return new Partial.Origin(probe.totalBytes(), part, probe.validator());
    }

    private Optional<Fetched> check(Partial partial, Wanted wanted, TransferProgress progress, Cancellation cancellation)
            throws IOException {
        progress.verifying(wanted.label());
        Digest actual = Digest.ofFile(partial.data(), count -> {}, cancellation);
        return wanted.digest().isPresent() && !wanted.digest().get().equals(actual)
                ? Optional.empty() : Optional.of(new Fetched(actual, Files.size(partial.data())));
    }

    /** Waits while another download of the same goes on; this only saves work. */
    private Optional<Fetched> awaitOthers(Wanted wanted, TransferProgress progress, Cancellation cancellation)
            throws IOException {
        Duration idle = web.options().stallTimeout().multipliedBy(2);
        boolean waited = false;
        while (partials.isBusy(wanted.key(), idle)) {
            if (!waited) {
                progress.waiting(wanted.label());
                waited = true;
            }
            cancellation.check();
            LockSupport.parkNanos(POLL_NANOS);
        }
        if (!waited || wanted.digest().isEmpty()) {
            return Optional.empty();
        }
        Digest digest = wanted.digest().get();
        Path blob = layout.blob(digest);
        try {
            return Files.isRegularFile(blob) && Digest.ofFile(blob, count -> {}, cancellation).equals(digest)
                    ? Optional.of(new Fetched(digest, Files.size(blob))) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty(); // removed again
        }
    }

    private static void releaseQuietly(Partial partial) {
        try {
            partial.release();
        } catch (IOException e) {
            // The first failure is the one to report; what is left is swept up later.
        }
    }
}
