package hearth.workshop.convert.tensor;

/**
 * One tensor of the result.
 *
 * @param source name of the tensor it comes from, or of the first of several; a word for computed ones
 */
public record PlannedTensor(String name, String source, Blocks blocks) {}
