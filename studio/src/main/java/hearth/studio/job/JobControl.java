package hearth.studio.job;

import hearth.store.Cancellation;
import java.util.Map;

/** Lets work tell how far it is, and hear that it is to end. */
public final class JobControl {
    private final Job job;

    JobControl(Job job) {
        this.job = job;
    }

    /**
     * Another kind of work begins; how far it is, is not known yet.
     *
     * @param step one of a few words that pages have sentences for, such as {@code loading}
     * @param subject what is worked on; may be empty
     */
    public void step(String step, String subject) {
        check();
        job.progress(step, subject, -1);
    }

    /** As {@link #step}, and how far it is, from 0 to 1. */
    public void progress(String step, String subject, double share) {
        check();
        job.progress(step, subject, Math.clamp(share, 0, 1));
    }

    /** Further figures of how far it is, for JSON. */
    public void detail(Map<String, Object> figures) {
        job.detail(Map.copyOf(figures));
    }

    /** A sentence the user should know. */
    public void note(String sentence) {
        job.note(sentence);
    }

    /** @throws hearth.store.CancelledException if the job is to end */
    public void check() {
        cancellation().check();
    }

    public Cancellation cancellation() {
        return job.cancellation();
    }
}
