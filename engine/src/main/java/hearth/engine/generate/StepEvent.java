package hearth.engine.generate;

import hearth.engine.model.Batch;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One forward pass, in a flight recording. The wait for the device is part of it. */
@Name("hearth.Step")
@Label("Step")
@Category("Hearth")
@Description("A forward pass over rows of one or more sequences")
@StackTrace(false)
final class StepEvent extends Event {
    @Label("Sequences")
    int sequences;

    @Label("Rows")
    int rows;

    @Label("Rows of sequences with one row: decode")
    int decodeRows;

    void end(Batch batch) {
        end();
        if (shouldCommit()) {
            sequences = batch.spans().size();
            rows = batch.rowCount();
            decodeRows = (int) batch.spans().stream().filter(span -> span.rowCount() == 1).count();
            commit();
        }
    }
}
