package hearth.documents.prompt;

/**
 * A numbered part of a prompt: what a citation leads to.
 *
 * @param number as the model sees it
 * @param start index of its first UTF-16 unit in the document's text
 * @param end index behind its last one
 * @param page 0 if the document has none
 * @param section headings above; empty if there are none
 */
public record Source(int number, String library, String document, String name, int start, int end, int page, int line, String section) {}
