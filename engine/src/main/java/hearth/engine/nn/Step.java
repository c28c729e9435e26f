package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.SequenceSpan;
import java.util.List;

/**
 * The batch under way.
 *
 * @param rows its rows
 * @param spans which of them belong to which sequence
 */
public record Step(Backend backend, int rows, List<SequenceSpan> spans) {}
