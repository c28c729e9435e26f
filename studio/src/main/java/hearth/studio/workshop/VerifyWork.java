package hearth.studio.workshop;

import hearth.server.model.ServedModel;
import hearth.store.ModelStore;
import hearth.store.Verification;
import hearth.studio.job.JobControl;
import hearth.studio.job.JobWork;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads all files of a model again and compares their check sums. */
record VerifyWork(ModelStore store, ServedModel model) implements JobWork {
    @Override
    public Map<String, Object> run(JobControl control) {
        Verification verification = store.verify(
                model.stored(),
                (digest, done, total) -> control.progress("reading", digest.shortHex(), (double) done / Math.max(1, total)),
                control.cancellation());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("sound", verification.isSound());
        result.put("bytes", verification.bytesRead());
        result.put("problems", verification.problems());
        return result;
    }
}
