package hearth.server.library;

import hearth.server.call.ApiException;
import hearth.store.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One adapter that a model is made with.
 *
 * @param field what of the request it is, for messages
 * @param name file or folder, without the folders above
 * @param files one GGUF file, or the files of a folder of PEFT by their names inside it
 * @param isFolder whether it is a folder of PEFT, which has to be converted
 */
record AdapterFiles(String field, String name, Map<String, Digest> files, boolean isFolder) {
    private static final String FIELD = "adapters";
    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";
    /** What else such folders have; it says nothing about the adapter's effect. */
    private static final Set<String> BYSTANDERS = Set.of("json", "md", "txt", "jinja", "model");

    /**
     * Parts what a client names into adapters: files of one folder with safetensors among them belong together.
     *
     * @throws ApiException if a folder lacks a file, or has one that belongs to no adapter; it names the file
     */
    static List<AdapterFiles> of(Map<String, Digest> adapters) {
        Map<String, Map<String, Digest>> folders = new LinkedHashMap<>();
        adapters.forEach((path, digest) -> {
            if (!ending(path).equals("gguf")) {
                folders.computeIfAbsent(folder(path), _ -> new LinkedHashMap<>()).put(file(path), digest);
            }
        });
        folders.values().removeIf(files -> !files.containsKey(CONFIG)
                && files.keySet().stream().noneMatch(file -> ending(file).equals("safetensors")));
        List<AdapterFiles> all = new ArrayList<>();
        adapters.forEach((path, digest) -> {
            Map<String, Digest> together = folders.get(folder(path));
            if (ending(path).equals("gguf") || together == null) {
                all.add(new AdapterFiles(FIELD + "." + path, file(path), Map.of(file(path), digest), false));
            } else if (together.keySet().iterator().next().equals(file(path))) {
                all.add(folder(folder(path), together));
            }
        });
        return all;
    }

    private static AdapterFiles folder(String path, Map<String, Digest> files) {
        String field = path.isEmpty() ? FIELD : FIELD + "." + path;
        for (String needed : List.of(CONFIG, WEIGHTS)) {
            if (!files.containsKey(needed)) {
                throw ApiException.invalid(field, "has " + String.join(", ", files.keySet()) + " but no " + needed
                        + ", as PEFT writes it");
            }
        }
        for (String file : files.keySet()) {
            if (!file.equals(WEIGHTS) && !BYSTANDERS.contains(ending(file))) {
                throw ApiException.invalid(field, "has '" + file + "', which is no part of an adapter");
            }
        }
        return new AdapterFiles(field, path.isEmpty() ? "adapter" : file(path), Map.of(CONFIG, files.get(CONFIG), WEIGHTS, files.get(WEIGHTS)), true);
    }

    private static String folder(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String file(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String ending(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
