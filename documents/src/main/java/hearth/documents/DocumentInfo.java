package hearth.documents;

/**
 * A document of a library.
 *
 * @param name of its file
 * @param bytes of its file
 * @param digest of its file, SHA-256 in hexadecimal digits
 * @param added ISO-8601, UTC
 * @param reason why it failed; empty if it did not
 * @param note what was guessed while it was read; empty for nothing
 * @param characters of its text; 0 before it was read
 * @param pages 0 if it has none
 * @param chunks in the index
 * @param vectors fingerprint of the model that made its vectors; empty if it has none
 */
public record DocumentInfo(
        String id,
        String name,
        long bytes,
        String digest,
        String added,
        DocumentState state,
        String reason,
        String note,
        int characters,
        int pages,
        int chunks,
        String vectors) {
    /** A new one that waits. */
    public static DocumentInfo waiting(String id, String name, long bytes, String digest, String added) {
        return new DocumentInfo(id, name, bytes, digest, added, DocumentState.WAITING, "", "", 0, 0, 0, "");
    }

    public DocumentInfo withState(DocumentState value, String why) {
        return new DocumentInfo(id, name, bytes, digest, added, value, why, note, characters, pages, chunks, vectors);
    }

    public DocumentInfo withText(String readingNote, int length, int pageCount) {
        return new DocumentInfo(id, name, bytes, digest, added, state, reason, readingNote, length, pageCount, chunks, vectors);
    }

    /** Ready, with so many chunks. */
    public DocumentInfo indexed(int chunkCount, String fingerprint) {
        return new DocumentInfo(id, name, bytes, digest, added, DocumentState.READY, "", note, characters, pages, chunkCount, fingerprint);
    }
}
