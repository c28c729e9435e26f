package hearth.workshop.budget;

/**
 * One way to store a tensor, and what it costs.
 *
 * @param byteSize of the tensor's data
 * @param error expected square of the error in what the tensor's outputs are, summed over the outputs: Σ importance · (w - w')²
 */
record Choice(Encoding encoding, long byteSize, double error) {}
