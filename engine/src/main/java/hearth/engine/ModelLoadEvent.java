package hearth.engine;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A model was loaded, in a flight recording. */
@Name("hearth.ModelLoad")
@Label("Model load")
@Category("Hearth")
@StackTrace(false)
final class ModelLoadEvent extends Event {
    @Label("File")
    String file;

    @Label("Architecture")
    String architecture;

    @Label("Weights")
    @DataAmount
    long weightBytes;

    void end(String fileName, String architectureName, long bytes) {
        end();
        if (shouldCommit()) {
            file = fileName;
            architecture = architectureName;
            weightBytes = bytes;
            commit();
        }
    }
}
