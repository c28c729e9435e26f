package hearth.store;

import hearth.json.Json;
import hearth.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The list of blobs that make up one model.
 *
 * @param config blob that describes the model
 * @param layers weights, template, parameters and so on, in order
 */
public record Manifest(Layer config, List<Layer> layers) {
    public static final int MAX_BYTES = 4 << 20;
    public static final String MEDIA_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String CONFIG_MEDIA_TYPE = "application/vnd.docker.container.image.v1+json";
    private static final int MAX_LAYERS = 20_000;

    public Manifest {
        layers = List.copyOf(layers);
    }

    /** Reads a manifest; {@code what} names it in the error. */
    public static Manifest parse(byte[] bytes, String what) {
        if (bytes.length > MAX_BYTES) {
            throw new DamagedStoreException("manifest of " + what + " is larger than " + MAX_BYTES + " bytes");
        }
        try {
            Map<String, Object> json = Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
            if (!Long.valueOf(2).equals(json.get("schemaVersion"))) {
                throw new DamagedStoreException("manifest of " + what + ": schemaVersion is not 2");
            }
            if (!(json.get("layers") instanceof List<?> items) || items.size() > MAX_LAYERS) {
                throw new DamagedStoreException("manifest of " + what + ": layers is not a list of at most " + MAX_LAYERS);
            }
            List<Layer> layers = new ArrayList<>();
            for (Object item : items) {
                layers.add(layer(item, what, "layers[" + layers.size() + "]"));
            }
            return new Manifest(layer(json.get("config"), what, "config"), layers);
        } catch (JsonException e) {
            throw new DamagedStoreException("manifest of " + what + ": " + e.getMessage(), e);
        }
    }

    /** Every blob, the config first; a digest may be named twice. */
    public Stream<Layer> blobs() {
        return Stream.concat(Stream.of(config), layers.stream());
    }

    public List<Layer> layers(LayerKind kind) {
        return layers.stream().filter(layer -> layer.mediaType().equals(kind.mediaType())).toList();
    }

    public Optional<Layer> layer(LayerKind kind) {
        return layers(kind).stream().findFirst();
    }

    /** Sum of all blobs, each digest counted once. */
    public long sizeBytes() {
        Map<Digest, Long> sizes = new LinkedHashMap<>();
        blobs().forEach(layer -> sizes.put(layer.digest(), layer.sizeBytes()));
        try {
            return sizes.values().stream().reduce(0L, Math::addExact);
        } catch (ArithmeticException e) {
            throw new DamagedStoreException("the sizes in a manifest are impossible", e);
        }
    }

    /** The bytes to store; their digest is the model's id. */
    public byte[] toBytes() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", MEDIA_TYPE);
        json.put("config", json(config));
        json.put("layers", layers.stream().map(Manifest::json).toList());
        return Json.write(json).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> json(Layer layer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", layer.mediaType());
        json.put("digest", layer.digest().toString());
        json.put("size", layer.sizeBytes());
        return json;
    }

    private static Layer layer(Object value, String what, String field) {
        if (value instanceof Map<?, ?> json
                && json.get("mediaType") instanceof String mediaType
                && json.get("digest") instanceof String digest
                && json.get("size") instanceof Long size && size >= 0) {
            try {
                return new Layer(mediaType, Digest.parse(digest), size);
            } catch (InvalidNameException e) {
                throw new DamagedStoreException("manifest of " + what + ": " + field + ".digest is not a sha256 digest", e);
            }
        }
        throw new DamagedStoreException("manifest of " + what + ": " + field + " needs mediaType, digest and size");
    }
}
