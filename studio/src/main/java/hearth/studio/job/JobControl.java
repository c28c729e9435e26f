package hearth.studio.job;

import hearth.store.Cancellation;

/** Lets work tell how far it is, and hear that it is to end. */
public final class JobControl {
    private final Job job;

    JobControl(Job job) {
        this.job = job;
    }

    /** Another kind of work begins; how far it is, is not known yet. */
    public void step(String text) {
        check();
        job.progress(text, -1);
    }

    /** How far the step is, from 0 to 1. */
    public void progress(String text, double share) {
        check();
        job.progress(text, Math.clamp(share, 0, 1));
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
