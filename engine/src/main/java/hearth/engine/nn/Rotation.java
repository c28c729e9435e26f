package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.RopePairing;
import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import java.util.List;

/** A {@link RotaryEmbedding} with the angles of the batch under way; all layers that turn alike share it. */
public final class Rotation {
    private final RotaryEmbedding embedding;
    private final RopePairing pairing;
    private final Tensor angles; // (rows, dimensions that turn)

    /** @param rows most rows of a batch */
    public Rotation(Backend backend, int rows, RotaryEmbedding embedding, RopePairing pairing) {
        this.embedding = embedding;
        this.pairing = pairing;
        this.angles = backend.tensor(rows, embedding.dimensionCount());
    }

    /** Computes the angles of a batch; once, before its layers. */
    public void fill(List<SequenceSpan> spans) {
        embedding.fill(spans, angles);
    }

    /** Turns the first dimensions of each head of x (rows, headCount · headSize). */
    public void rotate(Backend backend, Tensor x, int rows, int headCount, int headSize) {
        backend.rotate(x, rows, headCount, headSize, angles, pairing);
    }
}
