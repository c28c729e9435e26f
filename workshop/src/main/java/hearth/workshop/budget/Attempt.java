package hearth.workshop.budget;

/**
 * A choice of types that was written and measured.
 *
 * @param fileBytes of the whole file
 * @param predicted loss, in nats, as the search saw it
 */
record Attempt(Allocation allocation, long fileBytes, double predicted, Measure measure) {}
