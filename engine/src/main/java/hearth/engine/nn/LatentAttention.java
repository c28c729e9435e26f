package hearth.engine.nn;

import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import java.util.Optional;

/**
 * Multi-head latent attention (DeepSeek-AI 2024) in its absorbed form. All heads share one key of a normed latent vector and a few
 * rotated dimensions; each head's queries are brought to the latent space before, its results back from it after the attention. So
 * only the latent vector and the rotated part are kept for each position.
 */
public final class LatentAttention implements Attention {
    private final int layer;
    private final Sizes sizes;
    private final AttentionShape shape;
    private final Projections weights;
    private final Rotation rotation;
    private final Matrix[] inputs;
    private final Tensor[] projected;
    private final Scratch scratch;

    /**
     * @param plainSize leading dimensions of a query head that do not turn
     * @param rotatedSize dimensions that turn, after them
     * @param latentSize of the vector all heads share
     * @param valueSize dimensions of what a head gives
     */
    public record Sizes(int headCount, int plainSize, int rotatedSize, int latentSize, int valueSize) {
        int querySize() {
            return headCount * (plainSize + rotatedSize);
        }
    }

    /** Queries through a narrow vector: (narrowSize, hiddenSize), then its norm. */
    public record NarrowQuery(Matrix down, Norm norm) {}

    /**
     * @param narrow where queries go through a narrow vector first
     * @param query (headCount · (plainSize + rotatedSize), narrowSize or hiddenSize)
     * @param latent (latentSize + rotatedSize, hiddenSize)
     * @param keys one (latentSize, plainSize) for each head
     * @param values one (valueSize, latentSize) for each head
     * @param output (hiddenSize, headCount · valueSize)
     */
    public record Projections(
            Optional<NarrowQuery> narrow,
            Matrix query,
            Matrix latent,
            Norm latentNorm,
            Matrix[] keys,
            Matrix[] values,
            Matrix output) {}

    /** All have a row for each row of the batch; what their columns are, the names say. */
    private record Scratch(
            Tensor query,
            Tensor latentAndRotated,
            Tensor latent,
            Tensor rotatedKey,
            Tensor plainQuery,
            Tensor rotatedQuery,
            Tensor latentQuery,
            Tensor absorbed,
            Tensor key,
            Tensor latentHeads) {}

    /** @param scale factor on the scores */
    public LatentAttention(
            int layer, Sizes sizes, float scale, Projections weights, Rotation rotation, Workspace workspace) {
        this.layer = layer;
        this.sizes = sizes;
        this.weights = weights;
        this.rotation = rotation;
        int keySize = sizes.latentSize() + sizes.rotatedSize();
        shape = new AttentionShape(sizes.headCount(), 1, keySize, sizes.latentSize(), scale, 0, 0);
        scratch = scratch(sizes, workspace);
        Matrix first = weights.narrow().isPresent() ? weights.narrow().get().down() : weights.query();
        Tensor firstOut = weights.narrow().isPresent()
                ? workspace.tensor("narrow query", first.rows())
                : scratch.query();
        inputs = new Matrix[] {first, weights.latent()};
        projected = new Tensor[] {firstOut, scratch.latentAndRotated()};
    }

    private static Scratch scratch(Sizes sizes, Workspace workspace) {
        int heads = sizes.headCount();
        int keySize = sizes.latentSize() + sizes.rotatedSize();
        return new Scratch(
                workspace.tensor("query", sizes.querySize()),
                workspace.tensor("latent and rotated", keySize),
                workspace.tensor("latent", sizes.latentSize()),
                workspace.tensor("rotated key", sizes.rotatedSize()),
                workspace.tensor("plain query", heads * sizes.plainSize()),
                workspace.tensor("rotated query", heads * sizes.rotatedSize()),
                workspace.tensor("latent query", heads * sizes.latentSize()),
                workspace.tensor("absorbed query", heads * keySize),
                workspace.tensor("key", keySize),
                workspace.tensor("latent heads", heads * sizes.latentSize()));
    }

    @Override
    public int headsSize() {
        return sizes.headCount() * sizes.valueSize();
    }

    @Override
    public void attend(Step step, Tensor in, Tensor heads) {
        Backend backend = step.backend();
        int rows = step.rows();
        backend.projectAll(in, rows, inputs, projected);
        if (weights.narrow().isPresent()) {
            weights.narrow().get().norm().forward(backend, projected[0], rows, projected[0]);
            backend.project(projected[0], rows, weights.query(), scratch.query());
        }
        prepareQuery(backend, rows);
        prepareKey(backend, rows);
        backend.attention(
                layer, shape, scratch.absorbed(), scratch.key(), scratch.latent(), step.spans(), scratch.latentHeads());
        backend.projectHeads(scratch.latentHeads(), rows, weights.values(), heads);
    }

    /** absorbed = for each head (its key matrix · plain part, rotated part). */
    private void prepareQuery(Backend backend, int rows) {
        int heads = sizes.headCount();
        backend.copyHeads(scratch.query(), rows, heads, 0, sizes.plainSize(), scratch.plainQuery(), 0);
        backend.copyHeads(
                scratch.query(), rows, heads, sizes.plainSize(), sizes.rotatedSize(), scratch.rotatedQuery(), 0);
        rotation.rotate(backend, scratch.rotatedQuery(), rows, heads, sizes.rotatedSize());
        backend.projectHeads(scratch.plainQuery(), rows, weights.keys(), scratch.latentQuery());
        backend.copyHeads(scratch.latentQuery(), rows, heads, 0, sizes.latentSize(), scratch.absorbed(), 0);
        backend.copyHeads(
                scratch.rotatedQuery(), rows, heads, 0, sizes.rotatedSize(), scratch.absorbed(), sizes.latentSize());
    }

    /** latent = the normed latent vector; key = (latent, rotated part). */
    private void prepareKey(Backend backend, int rows) {
        Tensor both = scratch.latentAndRotated();
        backend.copyHeads(both, rows, 1, 0, sizes.latentSize(), scratch.latent(), 0);
        weights.latentNorm().forward(backend, scratch.latent(), rows, scratch.latent());
        backend.copyHeads(both, rows, 1, sizes.latentSize(), sizes.rotatedSize(), scratch.rotatedKey(), 0);
        rotation.rotate(backend, scratch.rotatedKey(), rows, 1, sizes.rotatedSize());
        backend.copyHeads(scratch.latent(), rows, 1, 0, sizes.latentSize(), scratch.key(), 0);
        backend.copyHeads(scratch.rotatedKey(), rows, 1, 0, sizes.rotatedSize(), scratch.key(), sizes.latentSize());
    }

    @Override
    public void output(Backend backend, Tensor heads, int rows, Tensor out) {
        backend.project(heads, rows, weights.output(), out);
    }

    @Override
    public void addOutput(Backend backend, Tensor heads, int rows, Tensor target) {
        backend.projectAdd(heads, rows, weights.output(), target);
    }
}
