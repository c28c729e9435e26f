package hearth.testkit.disk;

/** Stands for the end of the process: nothing that runs afterwards can change the disk. */
public final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
        super("the process was killed here");
    }
}
