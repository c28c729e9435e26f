package hearth.workshop.quantize;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufLayout;
import hearth.format.gguf.TensorInfo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The work of some threads on all tensors that a part file lacks: pieces are handed out in file order. */
final class EncodingRun {
    private final GgufFile source;
    private final QuantizationPlan plan;
    private final GgufLayout layout;
    private final PartFile part;
    private final QuantizationListener listener;
    private final QuantizationOptions options;
    private final long total;
    private final Progress[] tensors;

    private Iterator<Piece> pieces = List.<Piece>of().iterator();
    private final Deque<Integer> again = new ArrayDeque<>();
    private int nextTensor;
    private long done;
    private Throwable failure;

    /** How far one tensor is. */
    private static final class Progress {
        private int left;
        private long checksum;
    }

    EncodingRun(GgufFile source, QuantizationPlan plan, GgufLayout layout, PartFile part, QuantizationListener listener,
            QuantizationOptions options) {
        this.source = source;
        this.plan = plan;
        this.layout = layout;
        this.part = part;
        this.listener = listener;
        this.options = options;
        this.total = plan.valueCount();
        this.tensors = new Progress[plan.tensors().size()];
    }

    void run() throws IOException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < options.threads(); i++) {
            threads.add(Thread.ofPlatform().daemon().name("hearth-quantize-" + i).start(this::work));
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    fail(new InterruptedIOException("interrupted"));
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rethrow();
        listener.encoded(total, total);
    }

    private synchronized void rethrow() throws IOException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        } else if (failure != e) {
            failure.addSuppressed(e);
        }
    }

    private void work() {
        try {
            PieceEncoder encoder = new PieceEncoder(source, options);
            for (Piece piece = next(); piece != null; piece = next()) {
                PlannedTensor tensor = plan.tensors().get(piece.tensor());
                TensorInfo place = layout.tensors().get(piece.tensor());
                long checksum = part.isMarked(piece.tensor())
                        ? Piece.checksum(part.read(piece.targetOffset(tensor, place), piece.targetBytes(tensor)), piece)
                        : encoder.encode(piece, tensor, place, part);
                finished(piece, checksum);
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private synchronized Piece next() {
        if (failure != null) {
            return null;
        }
        while (!pieces.hasNext()) {
            if (!again.isEmpty()) {
                cut(again.removeFirst());
            } else if (nextTensor < tensors.length) {
                cut(nextTensor++);
            } else {
                return null;
            }
        }
        return pieces.next();
    }

    private void cut(int tensor) {
        List<Piece> some = Piece.of(tensor, plan.tensors().get(tensor));
        tensors[tensor] = new Progress();
        tensors[tensor].left = some.size();
        pieces = some.iterator();
    }

    private void complete(int tensor, long checksum) throws IOException {
        if (!part.isMarked(tensor)) {
            part.mark(tensor, checksum);
        } else if (part.checksum(tensor) != checksum) {
            // The journal reached the disk and the data did not.
            TensorInfo info = plan.tensors().get(tensor).source();
            listener.note("the unfinished file is damaged at tensor " + info.name() + ", which is done again");
            part.unmark(tensor);
            again.add(tensor);
            done -= info.elementCount();
        }
    }

    private synchronized void finished(Piece piece, long checksum) throws IOException {
        Progress progress = tensors[piece.tensor()];
        progress.checksum += checksum;
        progress.left--;
        if (progress.left == 0) {
            complete(piece.tensor(), progress.checksum);
        }
        done += piece.valueCount(plan.tensors().get(piece.tensor()));
        if (done < total && failure == null) {
            listener.encoded(done, total);
        }
    }
}
