package hearth.workshop.budget;

import hearth.workshop.evaluate.ComparisonReport;
import hearth.workshop.evaluate.ModelFacts;
import java.util.Optional;

/** A report's comparison, as a command makes it. */
final class Evidence {
    private Evidence() {}

    static ComparisonReport comparison(BudgetResult result) {
        ModelFacts base = new ModelFacts("tiny.gguf", "F32", 100_000, 25_000, Optional.empty());
        ModelFacts made = new ModelFacts("out.gguf", "Q4_0", result.fileBytes(), 25_000, Optional.empty());
        return new ComparisonReport(base, made, "0123", result.comparison());
    }
}
