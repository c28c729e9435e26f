package hearth.engine.embed;

/**
 * The tokens of a text, as they will run.
 *
 * @param ids at least one
 * @param truncated whether some were cut off
 */
record Sequence(int[] ids, boolean truncated) {}
