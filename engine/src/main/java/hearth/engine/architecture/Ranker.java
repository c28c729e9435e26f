package hearth.engine.architecture;

import hearth.engine.model.Batch;
import hearth.engine.model.HiddenStates;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RowHead;
import java.util.Optional;

/** A decoder whose file has a classification: it scores texts and writes none, as the output it once had may be gone. */
final class Ranker implements HiddenStates {
    private final Decoder decoder;
    private final RowHead head;

    Ranker(Decoder decoder, RowHead head) {
        this.decoder = decoder;
        this.head = head;
    }

    @Override
    public ModelConfig config() {
        return decoder.config();
    }

    @Override
    public int batchSize() {
        return decoder.batchSize();
    }

    @Override
    public void hidden(Batch batch, float[] hidden) {
        decoder.hidden(batch, hidden);
    }

    @Override
    public Optional<RowHead> rankHead() {
        return Optional.of(head);
    }
}
