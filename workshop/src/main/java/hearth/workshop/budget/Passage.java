package hearth.workshop.budget;

import hearth.workshop.evaluate.BaseHeader;
import hearth.workshop.evaluate.EvaluationText;
import hearth.workshop.evaluate.WindowPlan;
import java.nio.file.Path;

/**
 * A text to measure on, and where the source's predictions for it are kept.
 *
 * @param vocabularySize of the model
 * @param logits file of the predictions, made when they are first needed
 */
record Passage(EvaluationText text, WindowPlan plan, int vocabularySize, Path logits) {
    BaseHeader header(String fingerprint) {
        return BaseHeader.of(text, plan, vocabularySize, fingerprint);
    }
}
