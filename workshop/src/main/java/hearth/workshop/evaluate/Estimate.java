package hearth.workshop.evaluate;

/**
 * A measured value.
 *
 * @param error its standard error
 */
public record Estimate(double value, double error) {}
