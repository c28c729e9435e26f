package hearth.engine.generate;

import hearth.compute.SequenceSpan;
import hearth.engine.model.Batch;
import hearth.engine.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import jdk.jfr.FlightRecorder;

/** Runs rows of several sequences in one forward pass on the device that is shared with others, and hands each its logits. */
final class BatchStep {
    private final LanguageModel model;
    private final Lock device;
    private final int vocabularySize;
    private float[] logits = {};

    /** The next {@code rows} of a run. */
    record Portion(SequenceRun run, int rows) {}

    BatchStep(LanguageModel model, Lock device) {
        this.model = model;
        this.device = device;
        this.vocabularySize = model.config().vocabularySize();
    }

    int batchSize() {
        return model.batchSize();
    }

    /**
     * Does one step. If it fails, each sequence gets a step of its own, so that only those fail that can't go on: a step stores keys
     * and values at given positions and can be repeated.
     */
    void run(List<Portion> portions) {
        try {
            forward(portions);
        } catch (RuntimeException | Error e) {
            if (portions.size() == 1) {
                portions.getFirst().run().fail(e);
            } else {
                portions.forEach(portion -> run(List.of(portion)));
            }
            return;
        }
        int row = 0;
        for (Portion portion : portions) {
            boolean drawn = portion.run().wantsLogits(portion.rows());
            portion.run().advance(portion.rows(), logits, row * vocabularySize);
            row += drawn ? 1 : 0;
        }
    }

    private void forward(List<Portion> portions) {
        Batch batch = batch(portions);
        int wanted = Math.multiplyExact(batch.logitRows().length, vocabularySize);
        if (logits.length < wanted) {
            logits = new float[wanted];
        }
        if (FlightRecorder.isInitialized()) {
            StepEvent event = new StepEvent();
            event.begin();
            compute(batch);
            event.end(batch);
        } else {
            compute(batch);
        }
    }

    private void compute(Batch batch) {
        device.lock();
        try {
            model.forward(batch, logits);
        } finally {
            device.unlock();
        }
    }

    private static Batch batch(List<Portion> portions) {
        int rowCount = 0;
        int logitCount = 0;
        for (Portion portion : portions) {
            rowCount += portion.rows();
            logitCount += portion.run().wantsLogits(portion.rows()) ? 1 : 0;
        }
        int[] ids = new int[rowCount];
        int[] logitRows = new int[logitCount];
        List<SequenceSpan> spans = new ArrayList<>(portions.size());
        int row = 0;
        int logitRow = 0;
        for (Portion portion : portions) {
            SequenceRun run = portion.run();
            run.copyRows(portion.rows(), ids, row);
            spans.add(new SequenceSpan(run.cache().cache(), row, portion.rows(), run.cache().length()));
            row += portion.rows();
            if (run.wantsLogits(portion.rows())) {
                logitRows[logitRow++] = row - 1;
            }
        }
        return new Batch(ids, spans, logitRows);
    }
}
