package hearth.store.pull;

import hearth.json.Json;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelStore;
import hearth.store.fetch.Fetched;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a manifest for weights that came without one, in a form Ollama reads too. The template stays inside the GGUF. */
final class WeightsManifest {
    private WeightsManifest() {}

    static byte[] write(ModelStore store, Fetched weights, String source) {
        return write(store, List.of(weights), source).toBytes();
    }

    /**
     * Checks the weights' header, adds a config blob to the store and returns the manifest.
     *
     * @param weights one file, or all parts of a split model in their order
     */
    static Manifest write(ModelStore store, List<Fetched> weights, String source) {
        WeightsHeader header = WeightsHeader.read(weights.stream().map(part -> store.layout().blob(part.digest())).toList());
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_format", "gguf");
        config.put("model_family", header.family());
        config.put("model_families", List.of(header.family()));
        config.put("model_type", header.parameterCount());
        config.put("file_type", header.fileType());
        config.put("architecture", "amd64");
        config.put("os", "linux");
        Map<String, Object> rootfs = new LinkedHashMap<>(); // a fixed order, so that the same model gets the same id
        rootfs.put("type", "layers");
        rootfs.put("diff_ids", weights.stream().map(part -> part.digest().toString()).toList());
        config.put("rootfs", rootfs);
        config.put("hearth_source", source);
        Layer configLayer = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, Json.write(config).getBytes(StandardCharsets.UTF_8));
        return new Manifest(configLayer,
                weights.stream().map(part -> Layer.of(LayerKind.MODEL, part.digest(), part.sizeBytes())).toList());
    }
}
