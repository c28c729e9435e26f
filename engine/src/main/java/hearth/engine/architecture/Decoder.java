package hearth.engine.architecture;

import hearth.compute.Backend;
import hearth.compute.Tensor;
import hearth.engine.model.Batch;
import hearth.engine.model.HiddenStates;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RowHead;
import hearth.engine.nn.DenseStage;
import hearth.engine.nn.Layer;
import hearth.engine.nn.LayerRows;
import hearth.engine.nn.Norm;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.Step;
import java.util.List;
import java.util.Optional;

/** What the decoders have in common: embedding, layers, last norm, output. What the layers are is the architecture's to say. */
final class Decoder implements LanguageModel, HiddenStates {
    private final ModelConfig config;
    private final Backend backend;
    private final int batchSize;
    private final Parts parts;
    private final LayerRows all;
    private LayerRows selected;
    private Tensor logits; // (most rows asked for, vocabularySize); hidden states need none

    /**
     * @param rotations of all layers, each once
     * @param rank stages between the last token and scores; empty unless the model is a reranker
     */
    record Parts(
            TokenEmbedding embedding,
            List<Rotation> rotations,
            List<Layer> layers,
            Norm outputNorm,
            LogitsOutput output,
            List<DenseStage> rank) {}

    Decoder(ModelConfig config, Backend backend, int batchSize, Parts parts) {
        this.config = config;
        this.backend = backend;
        this.batchSize = batchSize;
        this.parts = parts;
        all = new LayerRows(backend, batchSize, config.hiddenSize(), parts.layers().getFirst().headsSize());
        reserve(1);
        logits = backend.tensor(1, config.vocabularySize());
    }

    private void reserve(int rows) {
        selected = new LayerRows(backend, rows, config.hiddenSize(), parts.layers().getLast().headsSize());
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
    public void forward(Batch batch, float[] target) {
        int rows = batch.logitRows().length;
        runLayers(batch);
        if (rows == 0) {
            return;
        }
        if (rows > logits.rows()) {
            logits = backend.tensor(rows, config.vocabularySize());
        }
        parts.output().forward(backend, selected.normed(), rows, logits);
        for (int i = 0; i < rows; i++) {
            logits.read(i, target, i * config.vocabularySize());
        }
    }

    @Override
    public void hidden(Batch batch, float[] target) {
        runLayers(batch);
        for (int i = 0; i < batch.logitRows().length; i++) {
            selected.normed().read(i, target, i * config.hiddenSize());
        }
    }

    @Override
    public Optional<RowHead> rankHead() {
        return StagedHead.of(backend, parts.rank());
    }

    private void runLayers(Batch batch) {
        int rows = batch.rowCount();
        Step step = new Step(backend, rows, batch.spans());
        parts.embedding().forward(backend, batch.tokenIds(), batch.spans(), all.x());
        for (int i = 0; i < parts.rotations().size(); i++) {
            parts.rotations().get(i).fill(batch.spans());
        }
        int last = parts.layers().size() - 1;
        for (int i = 0; i < last; i++) {
            Layer layer = parts.layers().get(i);
            layer.attend(step, all);
            layer.finish(backend, all, rows);
        }
        parts.layers().get(last).attend(step, all);
        if (batch.logitRows().length > 0) {
            finish(parts.layers().get(last), batch.logitRows());
        }
    }

    // After the last layer's attention only the rows whose logits are wanted matter.
    private void finish(Layer last, int[] rowIndexes) {
        int rows = rowIndexes.length;
        if (rows > selected.capacity()) {
            reserve(rows);
        }
        selected.select(all, rowIndexes, last.headsSize());
        last.finish(backend, selected, rows);
        parts.outputNorm().forward(backend, selected.x(), rows, selected.normed());
    }
}
