package hearth.studio.job;

import java.io.IOException;
import java.util.Map;

/** What a job does, once. */
@FunctionalInterface
public interface JobWork {
    /**
     * Runs to the end.
     *
     * @return what came out, for JSON
     * @throws hearth.store.CancelledException soon after {@code control} was cancelled
     * @throws IOException if a file can't be read or written
     */
    Map<String, Object> run(JobControl control) throws IOException;
}
