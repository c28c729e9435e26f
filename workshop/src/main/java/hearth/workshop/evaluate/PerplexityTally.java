package hearth.workshop.evaluate;

/** Adds up negative logarithms of probabilities (natural, "nll") to a perplexity with its standard error. */
final class PerplexityTally {
    private long count;
    private double sum;
    private double squares;

    void add(double nll) {
        count++;
        sum += nll;
        squares += nll * nll;
    }

    long count() {
        return count;
    }

    double mean() {
        return sum / count;
    }

    /** exp(mean); its error is llama-perplexity's, exp(mean) · sqrt((mean of squares - mean²) / (count - 1)). */
    Estimate perplexity() {
        double value = Math.exp(mean());
        return new Estimate(value, value * meanError());
    }

    /** Standard error of the mean. */
    double meanError() {
        double variance = squares / count - mean() * mean();
        return count > 1 && variance > 0 ? Math.sqrt(variance / (count - 1)) : 0;
    }
}
