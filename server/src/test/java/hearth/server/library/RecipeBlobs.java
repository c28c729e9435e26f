package hearth.server.library;

import hearth.format.gguf.GgufFile;
import hearth.store.ModelStore;
import hearth.testkit.TinyFolder;
import hearth.workshop.edit.GgufParts;
import hearth.workshop.edit.SplitLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What clients upload before they make a model of it; each method returns digests by file name. */
public final class RecipeBlobs {
    private final ModelStore store;

    public RecipeBlobs(ModelStore store) {
        this.store = store;
    }

    public String add(byte[] bytes) {
        return store.addBlob("x", bytes).digest().toString();
    }

    /** A folder of PEFT for the value projection of the first layer of a model 32 wide. */
    public Map<String, String> peft(String folder, int outputs) {
        return peft(folder, outputs, "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":64,\"base_model_name_or_path\":\"some/where\"}");
    }

    public Map<String, String> peft(String folder, int outputs, String config) {
        String layer = "base_model.model.model.layers.0.self_attn.v_proj.";
        byte[] weights = new TinyFolder()
                .floats(layer + "lora_A.weight", values(64), 2, 32)
                .floats(layer + "lora_B.weight", values(2 * outputs), outputs, 2)
                .weights();
        Map<String, String> files = new LinkedHashMap<>();
        files.put(folder + "adapter_config.json", add(config.getBytes(StandardCharsets.UTF_8)));
        files.put(folder + "adapter_model.safetensors", add(weights));
        return files;
    }

    private static float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) Math.cos(i * 1.3 + count);
        }
        return values;
    }

    /** All files of a folder. */
    public Map<String, String> folder(Path folder) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (Path file : listed(folder)) {
            files.put(file.getFileName().toString(), add(Files.readAllBytes(file)));
        }
        return files;
    }

    /** The parts of a GGUF file, cut so that there are three or more, with names that begin with {@code name}. */
    public Map<String, String> parts(Path gguf, Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        try (GgufFile file = GgufFile.open(gguf)) {
            GgufParts.split(file, folder.resolve(name), new SplitLimit((file.tensors().size() + 2) / 3, Long.MAX_VALUE), _ -> {});
        }
        return folder(folder);
    }

    /** Names of all files in the store's folder of blobs. */
    public List<String> all() throws IOException {
        return listed(store.layout().blobs()).stream().map(file -> file.getFileName().toString()).toList();
    }

    private static List<Path> listed(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
