package hearth.testkit.disk;

/** What happens at a call that changes the disk. */
public enum Fault {
    /** The process is gone before the call is done: this call and all later ones end in {@link Killed}. */
    KILL,
    /** As {@link #KILL}, but a write has done half of its work. */
    KILL_MIDWAY,
    /** The disk is full, from this call on. */
    NO_SPACE,
    /** This one call fails. */
    IO_ERROR
}
