package hearth.workshop.budget;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Searches the choice that keeps a budget best, with a file for each that is tried. */
final class BudgetSearch {
    private static final int MAX_ATTEMPTS = 8;
    /** A loss this near below what is allowed is good enough. */
    private static final double GOOD_SHARE = 0.96;
    /** Sizes this near to each other are not told apart. */
    private static final double SIZE_STEP = 0.004;

    private final TypeSearch types;
    private final TrialFile trial;
    private Attempt best;
    private Attempt worst;

    BudgetSearch(TypeSearch types, TrialFile trial) {
        this.types = types;
        this.trial = trial;
    }

    /** @throws BudgetException if nothing keeps it */
    Attempt find(BudgetGoal goal) throws IOException {
        return goal instanceof BudgetGoal.Size size ? within(size.bytes()) : below(goal, Limit.of(goal));
    }

    /** @throws BudgetException if not even the smallest types keep a size */
    static void requirePossible(BudgetGoal goal, List<TensorChoices> tensors, TrialFile trial) {
        Map<String, Choice> smallest = new LinkedHashMap<>();
        tensors.forEach(tensor -> smallest.put(tensor.tensor().name(), tensor.choices().getFirst()));
        long bytes = smallest.values().stream().mapToLong(Choice::byteSize).sum();
        long least = trial.fileBytes(new Allocation(smallest, bytes, 0));
        if (goal instanceof BudgetGoal.Size size && least > size.bytes()) {
            throw new BudgetException(
                    "the smallest file there can be has " + least + " bytes, more than the " + size.bytes() + " that are allowed");
        }
    }

    private Attempt within(long bytes) throws IOException {
        Allocation smallest = types.within(0);
        long overhead = trial.fileBytes(smallest) - smallest.byteSize();
        Allocation allocation = types.within(bytes - overhead);
        // Tensors are padded, by a little more or less for other types.
        for (long size = trial.fileBytes(allocation); size > bytes; size = trial.fileBytes(allocation)) {
            overhead += size - bytes;
            allocation = types.within(bytes - overhead);
        }
        return trial.attempt(allocation);
    }

    private Attempt below(BudgetGoal goal, Limit limit) throws IOException {
        double scale = 1;
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            Allocation allocation = between(types.below(limit.nats() / scale));
            if (allocation == null) {
                break;
            }
            Attempt attempt = trial.attempt(allocation);
            double loss = limit.loss(attempt.measure());
            boolean holds = loss <= limit.nats();
            best = holds ? attempt : best;
            worst = holds ? worst : attempt;
            if (holds && loss >= GOOD_SHARE * limit.nats()) {
                break;
            }
            // A loss that is hardly there, or none, must not send the next try to the other end.
            scale = Math.max(loss / attempt.predicted(), scale / 4);
        }
        if (best == null || best.fileBytes() >= trial.sourceBytes()) {
            throw refusal(goal, limit, worst == null ? best : worst);
        }
        return best;
    }

    /** Between what is known to hold and what is known not to; null if there is nothing left to try. */
    private Allocation between(Allocation wanted) {
        long least = worst == null ? 0 : worst.allocation().byteSize();
        long most = best == null ? Long.MAX_VALUE : best.allocation().byteSize();
        boolean bracketed = best != null && worst != null;
        if (bracketed && most - least < SIZE_STEP * most) {
            return null;
        }
        if (wanted.byteSize() > least && wanted.byteSize() < most) {
            return wanted;
        }
        long other = bracketed ? least + (most - least) / 2 : worst != null ? least + least / 16 : most - most / 16;
        Allocation nearby = types.within(other);
        return nearby.byteSize() > least && nearby.byteSize() < most ? nearby : null;
    }

    private BudgetException refusal(BudgetGoal goal, Limit limit, Attempt nearest) {
        String found = nearest == null
                ? "no types were found"
                : "the nearest that was found has " + limit.text(nearest.measure()) + " in " + nearest.fileBytes() + " bytes";
        return new BudgetException("the budget of " + goal + " can't be kept in a file smaller than the source's "
                + trial.sourceBytes() + " bytes: " + found);
    }
}
