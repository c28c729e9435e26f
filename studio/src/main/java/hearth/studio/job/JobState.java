package hearth.studio.job;

import java.util.Locale;

/** Where a job is in its life. */
public enum JobState {
    WAITING,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED,
    /** The server ended while it waited or ran. */
    INTERRUPTED;

    /** Whether nothing more will happen to it. */
    public boolean isOver() {
        return this != WAITING && this != RUNNING;
    }

    /** As it is written in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
