/** Finds chunks by words and by vectors; the only package that knows Lucene. Entry class {@link hearth.documents.index.ChunkIndex}. */
package hearth.documents.index;
