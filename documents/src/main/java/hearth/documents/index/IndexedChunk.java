package hearth.documents.index;

import java.util.Optional;

/**
 * A chunk as the index has it.
 *
 * @param heading name of the file and headings above; found with less weight than the text
 * @param place where it stands
 * @param vector of unit length; empty if no model made one
 */
public record IndexedChunk(ChunkPlace place, String heading, String text, Optional<float[]> vector) {}
