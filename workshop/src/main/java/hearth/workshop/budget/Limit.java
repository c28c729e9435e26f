package hearth.workshop.budget;

import java.util.Locale;

/**
 * The most that a result may lose.
 *
 * @param nats of divergence, or of ln(perplexity / the source's)
 * @param ofPerplexity which of the two
 */
record Limit(double nats, boolean ofPerplexity) {
    /** @throws IllegalArgumentException if the goal limits no loss */
    static Limit of(BudgetGoal goal) {
        return switch (goal) {
            case BudgetGoal.Divergence divergence -> new Limit(divergence.nats(), false);
            case BudgetGoal.Perplexity perplexity -> new Limit(Math.log1p(perplexity.share()), true);
            case BudgetGoal.Size size -> throw new IllegalArgumentException(size + " limits no loss");
        };
    }

    double loss(Measure measure) {
        return ofPerplexity ? measure.logRatio().value() : measure.divergence().value();
    }

    String text(Measure measure) {
        return ofPerplexity
                ? String.format(Locale.ROOT, "perplexity %+.3f %%", 100 * Math.expm1(loss(measure)))
                : String.format(Locale.ROOT, "KL divergence %.6f", loss(measure));
    }
}
