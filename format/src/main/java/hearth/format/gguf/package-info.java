/**
 * GGUF files: reading, writing and deep checks of untrusted model files; start at {@link hearth.format.gguf.GgufFile}.
 * Every metadata key and tensor name of the project is spelled here and nowhere else.
 */
package hearth.format.gguf;
