package hearth.format.safetensors;

import hearth.format.ByteSource;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The weights of one model: {@code model.safetensors}, or several files and {@code model.safetensors.index.json}. Index and
 * files must name exactly the same tensors. All methods may be called by many threads.
 */
public final class SafetensorsFolder implements AutoCloseable {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final List<String> PICKLES =
            List.of("pytorch_model.bin", "pytorch_model.bin.index.json", "adapter_model.bin", "model.pt", "model.ckpt");

    private final String name;
    private final List<SafetensorsFile> files;
    private final Map<String, StoredTensor> tensors;

    private SafetensorsFolder(String name, List<SafetensorsFile> files, Map<String, StoredTensor> tensors) {
        this.name = name;
        this.files = List.copyOf(files);
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /**
     * Opens the weights of a folder.
     *
     * @throws InvalidModelException if there are none, a file is missing or damaged, or the index and the files disagree
     */
    public static SafetensorsFolder open(Path folder) {
        String name = folder.toAbsolutePath().normalize().getFileName() + "";
        if (Files.isRegularFile(folder.resolve(INDEX))) {
            return sharded(folder, name);
        }
        if (Files.isRegularFile(folder.resolve(SINGLE))) {
            return of(name, folder.resolve(SINGLE));
        }
        Optional<String> pickle = PICKLES.stream().filter(file -> Files.exists(folder.resolve(file))).findFirst();
        throw InvalidModelException.inFile(Kind.MISSING, name, "has no " + SINGLE + pickle.map(file -> "; " + file
                + " is a pickle, which runs code when it is read and is not supported: save the model as safetensors").orElse(""));
    }

    /** Opens one file as a whole model. */
    public static SafetensorsFolder of(String name, Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        return new SafetensorsFolder(name, List.of(file), file.tensors());
    }

    private static SafetensorsFolder sharded(Path folder, String name) {
        Map<String, String> index;
        try (ByteSource source = ByteSource.open(folder.resolve(INDEX))) {
            index = IndexReader.read(source);
        }
        List<String> names = List.copyOf(new LinkedHashSet<>(index.values()));
        List<SafetensorsFile> opened = new ArrayList<>();
        try {
            Map<String, StoredTensor> tensors = new LinkedHashMap<>();
            for (String fileName : names) {
                SafetensorsFile file = SafetensorsFile.open(ByteSource.open(folder.resolve(fileName)), opened.size());
                opened.add(file);
                addTensors(tensors, file, fileName, index);
            }
            for (Map.Entry<String, String> entry : index.entrySet()) {
                if (!tensors.containsKey(entry.getKey())) {
                    throw InvalidModelException.inFile(Kind.MISSING, entry.getValue(), "tensor "
                            + HeaderReader.quoted(entry.getKey()) + " is missing, but " + INDEX + " says it is here");
                }
            }
            return new SafetensorsFolder(name, opened, tensors);
        } catch (RuntimeException | Error e) {
            opened.forEach(SafetensorsFile::close);
            throw e;
        }
    }

    private static void addTensors(
            Map<String, StoredTensor> tensors, SafetensorsFile file, String fileName, Map<String, String> index) {
        for (StoredTensor tensor : file.tensors().values()) {
            if (!fileName.equals(index.get(tensor.name()))) {
                throw InvalidModelException.inFile(Kind.MALFORMED, fileName, "tensor "
                        + HeaderReader.quoted(tensor.name()) + " is here, but not according to " + INDEX);
            }
            tensors.put(tensor.name(), tensor);
        }
    }

    /** Name of the folder, for messages. */
    public String name() {
        return name;
    }

    /** All tensors by name, file after file. */
    public Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /** Name of the file that holds a tensor, for messages. */
    public String fileOf(StoredTensor tensor) {
        return files.get(tensor.file()).name();
    }

    /** Names of the files, for messages. */
    public String fileNames() {
        return files.stream().map(SafetensorsFile::name).collect(Collectors.joining(", "));
    }

    /** As {@link SafetensorsFile#read}. */
    public void read(StoredTensor tensor, long byteOffset, MemorySegment target) {
        files.get(tensor.file()).read(tensor, byteOffset, target);
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }
}
