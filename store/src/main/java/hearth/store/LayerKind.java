package hearth.store;

import java.util.Optional;

/** What a layer of a manifest holds; the media types are Ollama's. */
public enum LayerKind {
    MODEL("model"),
    PROJECTOR("projector"),
    ADAPTER("adapter"),
    DRAFT("draft"),
    TEMPLATE("template"),
    PROMPT("prompt"),
    SYSTEM("system"),
    PARAMS("params"),
    MESSAGES("messages"),
    LICENSE("license"),
    TENSOR("tensor"),
    JSON("json");

    private static final String PREFIX = "application/vnd.ollama.image.";
    private final String suffix;

    LayerKind(String suffix) {
        this.suffix = suffix;
    }

    public String mediaType() {
        return PREFIX + suffix;
    }

    /** The kind of this media type; empty for one we do not know, which readers leave alone. */
    public static Optional<LayerKind> ofMediaType(String mediaType) {
        for (LayerKind kind : values()) {
            if (kind.mediaType().equals(mediaType)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
