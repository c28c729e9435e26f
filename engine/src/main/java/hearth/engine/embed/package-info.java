/** From texts to vectors: entry class {@link hearth.engine.embed.Embedder}. It knows no files and no architecture by name. */
package hearth.engine.embed;
