package hearth.workshop.budget;

import hearth.workshop.evaluate.ComparisonResult;
import java.util.List;

/** What came out of a quantization to a budget, and how; {@link BudgetReport} shows it. */
public final class BudgetResult {
    private final BudgetGoal goal;
    private final List<TensorChoices> tensors;
    private final Sensitivity sensitivity;
    private final List<Attempt> attempts;
    private final Attempt best;
    private final List<FixedTypes.Fixed> fixedTypes;
    private final ComparisonResult comparison;

    BudgetResult(BudgetGoal goal, List<TensorChoices> tensors, Sensitivity sensitivity, List<Attempt> attempts, Attempt best,
            List<FixedTypes.Fixed> fixedTypes, ComparisonResult comparison) {
        this.goal = goal;
        this.tensors = List.copyOf(tensors);
        this.sensitivity = sensitivity;
        this.attempts = List.copyOf(attempts);
        this.best = best;
        this.fixedTypes = List.copyOf(fixedTypes);
        this.comparison = comparison;
    }

    public BudgetGoal goal() {
        return goal;
    }

    /** Bytes of the file. */
    public long fileBytes() {
        return best.fileBytes();
    }

    /** The file compared with its source on the verification text. */
    public ComparisonResult comparison() {
        return comparison;
    }

    List<TensorChoices> tensors() {
        return tensors;
    }

    Sensitivity sensitivity() {
        return sensitivity;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    Attempt best() {
        return best;
    }

    /** What the usual file types are predicted to give, by size. */
    List<FixedTypes.Fixed> fixedTypes() {
        return fixedTypes;
    }
}
