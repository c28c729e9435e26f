package hearth.compute.cpu.matrix;

/** How a kernel wants its activations. */
enum ActivationKind {
    /** Blocks of 32: int8 values, one scale rounded to binary16 (llama.cpp's Q8_0 and Q8_1). */
    BLOCKS_OF_32,
    /** Blocks of 256: int8 values, one float scale (llama.cpp's Q8_K). */
    BLOCKS_OF_256,
    /** As they are. */
    FLOATS,
    /** Times {@link HalfMatrix#SCALE}. */
    SCALED_FLOATS;

    boolean isQuantized() {
        return this == BLOCKS_OF_32 || this == BLOCKS_OF_256;
    }
}
