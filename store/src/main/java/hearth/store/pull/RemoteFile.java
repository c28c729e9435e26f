package hearth.store.pull;

/**
 * One file of weights that could be downloaded.
 *
 * @param path as the hub names it
 * @param quantization such as {@code Q4_K_M}, read from the file's name; empty if it tells none
 * @param reference what to pull it by
 * @param split whether it is one of several pieces, which can't be pulled
 */
public record RemoteFile(String path, long sizeBytes, String quantization, String reference, boolean split) {}
