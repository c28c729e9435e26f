package hearth.format.gguf;

/**
 * The most we accept of a GGUF header, whatever the file claims.
 *
 * @param keyBytes bytes of one key, as the format says
 * @param textBytes bytes of one string value
 * @param arrayLength elements of one array
 * @param keyCount metadata keys of one file
 * @param tensorCount tensors of one file and of all its parts together
 * @param alignment largest alignment of tensor data
 * @param headerBytes bytes before the tensor data
 */
public record GgufLimits(
        int keyBytes, int textBytes, int arrayLength, int keyCount, int tensorCount, int alignment, long headerBytes) {
    public static final GgufLimits DEFAULT =
            new GgufLimits(65_535, 16 << 20, 64 << 20, 65_536, 65_536, 65_536, 512L << 20);
}
