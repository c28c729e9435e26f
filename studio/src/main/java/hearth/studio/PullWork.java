package hearth.studio;

import hearth.store.CancelledException;
import hearth.store.DownloadOptions;
import hearth.store.ModelStore;
import hearth.store.StoreException;
import hearth.store.StoredModel;
import hearth.store.pull.PullEvent;
import hearth.store.pull.PullPlan;
import hearth.store.pull.Puller;
import hearth.studio.job.JobControl;
import hearth.studio.job.JobWork;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A download that goes on without the page that began it; one that was cancelled goes on where it was. */
record PullWork(ModelStore store, DownloadOptions options, PullPlan plan) implements JobWork {
    @Override
    public Map<String, Object> run(JobControl control) throws IOException {
        Map<String, PullEvent.Progress> parts = new HashMap<>();
        try {
            StoredModel model = new Puller(store, options).pull(plan, event -> {
                if (control.cancellation().isCancelled()) {
                    // What still arrives while the download ends must not look like a failure of its own.
                    return;
                }
                switch (event) {
                    case PullEvent.Progress progress -> {
                        parts.put(progress.label(), progress);
                        tell(parts, control);
                    }
                    case PullEvent.Status status -> control.step(status.text(), "");
                    case PullEvent.SourceFailed failure -> control.note(failure.line());
                    case PullEvent.Trying trying -> control.step("trying", trying.source());
                    case PullEvent.Finished _ -> {
                        // The result says it.
                    }
                }
            }, control.cancellation());
            return Map.of("name", model.name().display(), "bytes", model.sizeBytes());
        } catch (CancelledException e) {
            throw e;
        } catch (StoreException e) {
            throw new IOException(e.getMessage().strip().replaceAll("\\s*\\R\\s*", "; "), e);
        }
    }

    private static void tell(Map<String, PullEvent.Progress> parts, JobControl control) {
        long done = parts.values().stream().mapToLong(PullEvent.Progress::completedBytes).sum();
        long all = parts.values().stream().mapToLong(part -> Math.max(part.completedBytes(), part.totalBytes())).sum();
        control.detail(Map.of("completed", done, "total", all));
        control.progress("pulling", "", all > 0 ? (double) done / all : 0);
    }
}
