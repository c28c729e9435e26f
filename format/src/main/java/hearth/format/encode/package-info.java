/**
 * Rounding of float32 values to the blocks of a tensor type, as llama.cpp's quantizer does it; the entry is {@link
 * hearth.format.encode.BlockEncoder}. Searches run over many groups side by side so that the compiler can use vectors. It
 * knows no files and no models.
 */
package hearth.format.encode;
