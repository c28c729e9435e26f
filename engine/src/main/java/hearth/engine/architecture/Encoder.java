package hearth.engine.architecture;

import hearth.compute.Backend;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.compute.Tensor;
import hearth.engine.model.Batch;
import hearth.engine.model.HiddenStates;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RowHead;
import hearth.engine.nn.DenseStage;
import hearth.engine.nn.Layer;
import hearth.engine.nn.LayerRows;
import hearth.engine.nn.Norm;
import hearth.engine.nn.RelativePositions;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.Step;
import java.util.List;
import java.util.Optional;

/**
 * What the encoders have in common: embedding, layers in which every token sees all of its sequence, and hidden states instead of
 * logits. Layers keep nothing for later, so they share one cache layer.
 */
final class Encoder implements HiddenStates {
    private final ModelConfig config;
    private final Backend backend;
    private final int batchSize;
    private final Parts parts;
    private final LayerRows rows;

    /**
     * @param segments added to every embedding
     * @param embeddingNorm follows the embedding
     * @param widening from the embedding to what the layers work on, where that is wider
     * @param rotations of all layers, each once
     * @param relative biases of all layers' attention
     * @param outputNorm follows the last layer
     * @param dense stages between pooling and embedding
     * @param rank what makes scores
     */
    record Parts(
            TokenEmbedding embedding,
            Optional<SegmentTable> segments,
            Optional<Norm> embeddingNorm,
            Optional<Widening> widening,
            List<Rotation> rotations,
            Optional<RelativePositions> relative,
            List<Layer> layers,
            Optional<Norm> outputNorm,
            List<DenseStage> dense,
            Optional<RowHead> rank) {}

    Encoder(ModelConfig config, Backend backend, int batchSize, Parts parts) {
        this.config = config;
        this.backend = backend;
        this.batchSize = batchSize;
        this.parts = parts;
        rows = new LayerRows(backend, batchSize, config.hiddenSize(), parts.layers().getFirst().headsSize());
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public boolean seesWholeSequences() {
        return true;
    }

    @Override
    public KvCacheShape cacheShape(int positions) {
        int headSize = parts.relative().map(relative -> relative.shape().headSize()).orElse(config.headSize());
        return new KvCacheShape(1, config.kvHeadCount(), headSize, config.valueHeadSize(), positions, KvType.F32);
    }

    @Override
    public void hidden(Batch batch, float[] target) {
        int count = batch.rowCount();
        Step step = new Step(backend, count, batch.spans());
        Tensor x = rows.x();
        embed(batch, parts.widening().map(Widening::narrow).orElse(x));
        if (parts.widening().isPresent()) {
            parts.widening().get().forward(backend, count, x);
        }
        parts.rotations().forEach(rotation -> rotation.fill(batch.spans()));
        parts.relative().ifPresent(relative -> relative.fill(batch.spans()));
        for (Layer layer : parts.layers()) {
            layer.attend(step, rows);
            layer.finish(backend, rows, count);
        }
        if (parts.outputNorm().isPresent()) {
            parts.outputNorm().get().forward(backend, x, count, x);
        }
        for (int i = 0; i < batch.logitRows().length; i++) {
            x.read(batch.logitRows()[i], target, i * config.hiddenSize());
        }
    }

    private void embed(Batch batch, Tensor x) {
        parts.embedding().forward(backend, batch.tokenIds(), batch.spans(), x);
        if (parts.segments().isPresent()) {
            parts.segments().get().addTo(backend, batch, x);
        }
        if (parts.embeddingNorm().isPresent()) {
            parts.embeddingNorm().get().forward(backend, x, batch.rowCount(), x);
        }
    }

    @Override
    public Optional<RowHead> embeddingHead() {
        return StagedHead.of(backend, parts.dense());
    }

    @Override
    public Optional<RowHead> rankHead() {
        return parts.rank();
    }
}
