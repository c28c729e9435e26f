package hearth.compute;

/** Which two dimensions of a head a rotary embedding turns together; n is the number of rotated dimensions. */
public enum RopePairing {
    /** (x[2i], x[2i+1]). */
    INTERLEAVED,
    /** (x[i], x[i+n/2]). */
    SPLIT_HALF
}
