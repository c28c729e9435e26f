/** Cuts texts into pieces for an index; entry class {@link hearth.documents.chunk.Chunker}. Pure. */
package hearth.documents.chunk;
