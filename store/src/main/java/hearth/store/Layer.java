package hearth.store;

import java.util.Optional;

/**
 * One blob as a manifest names it.
 *
 * @param mediaType what it holds, see {@link LayerKind}
 * @param digest digest of its bytes
 * @param sizeBytes its length
 */
public record Layer(String mediaType, Digest digest, long sizeBytes) {
    public Layer {
        if (sizeBytes < 0) {
            throw new DamagedStoreException("layer " + digest.shortHex() + " has a negative size");
        }
    }

    public static Layer of(LayerKind kind, Digest digest, long sizeBytes) {
        return new Layer(kind.mediaType(), digest, sizeBytes);
    }

    public Optional<LayerKind> kind() {
        return LayerKind.ofMediaType(mediaType);
    }
}
