package hearth.documents;

import java.util.List;

/** A loaded model that makes vectors, for one thread, until it is closed. */
public interface Embedder extends TokenCounter, AutoCloseable {
    /** Tokens of a text that make it into its vector, begin and end tokens not counted. */
    int maxTokens();

    /**
     * Vectors of unit length, in the order of the texts.
     *
     * @throws DocumentsException if that fails, or whoever asked left
     */
    List<float[]> embed(List<String> texts);

    @Override
    void close();
}
