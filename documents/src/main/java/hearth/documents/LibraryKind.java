package hearth.documents;

/** What a library is for. */
public enum LibraryKind {
    /** Made and named by the user. */
    NAMED,
    /** What was attached to one conversation. */
    CHAT
}
