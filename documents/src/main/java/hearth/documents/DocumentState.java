package hearth.documents;

/** How far a document is. */
public enum DocumentState {
    /** Is there as a file or as text, and waits for its turn. */
    WAITING,
    /** Its text is being taken out. */
    READING,
    /** Its text is there and is being cut and indexed; what is done already is found. */
    INDEXING,
    READY,
    /** Can't be read or indexed; the reason is kept with it. */
    FAILED,
    /** The user ended it; indexing again goes on. */
    CANCELLED;

    /** Whether something will still happen by itself. */
    public boolean isPending() {
        return this == WAITING || this == READING || this == INDEXING;
    }
}
