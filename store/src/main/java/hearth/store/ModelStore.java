package hearth.store;

import hearth.json.Json;
import hearth.json.JsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of models in Ollama's layout; an existing Ollama store works as it is, also when it cannot be written.
 * Opening creates nothing. Safe for use by several threads and by several processes at once.
 *
 * <p>A visible manifest names only blobs that were complete and checked when it was written.
 */
public final class ModelStore {
    private static final int MAX_TEXT_BYTES = 16 << 20;
    private final StoreLayout layout;
    private final ManifestFiles manifests;
    private final SplitLinks splits;
    private final PackedFiles packed;

    private ModelStore(Path root) {
        this.layout = new StoreLayout(root);
        this.splits = new SplitLinks(layout);
        this.packed = new PackedFiles(layout);
        this.manifests = new ManifestFiles(layout);
    }

    /** The store at {@code root}, which need not exist yet. */
    public static ModelStore open(Path root) {
        return new ModelStore(root);
    }

    public Path root() {
        return layout.root();
    }

    public StoreLayout layout() {
        return layout;
    }

    /** All models; one that cannot be read does not hide the others. */
    public StoreListing list() {
        return io("list the store", () -> {
            List<StoredModel> models = new ArrayList<>();
            List<String> damaged = new ArrayList<>();
            for (ModelName name : manifests.names()) {
                try {
                    read(name).ifPresent(models::add);
                } catch (DamagedStoreException e) {
                    damaged.add(e.getMessage());
                }
            }
            models.sort(Comparator.comparing(StoredModel::modified).reversed().thenComparing(m -> m.name().display()));
            return new StoreListing(models, damaged);
        });
    }

    /** The model of this name, letter case aside; throws {@link DamagedStoreException} when its manifest cannot be read. */
    public Optional<StoredModel> find(ModelName name) {
        return io("read the manifest of " + name, () -> {
            Optional<ModelName> stored = manifests.stored(name);
            return stored.isEmpty() ? Optional.empty() : read(stored.get());
        });
    }

    /** As {@link #find}, but a missing model is a {@link ModelNotFoundException}. */
    public StoredModel require(ModelName name) {
        return find(name).orElseThrow(() -> new ModelNotFoundException(name.display()));
    }

    /** The GGUF file with the weights, or the first one of a split model; all are checked to be there in full length. */
    public Path weights(StoredModel model) {
        List<Layer> parts = model.manifest().layers(LayerKind.MODEL);
        if (parts.isEmpty()) {
            throw new DamagedStoreException("model " + model.name() + (model.manifest().layer(LayerKind.TENSOR).isPresent()
                    ? " is stored tensor by tensor; only GGUF weights can be run" : " has no weights"));
        }
        List<Path> blobs = parts.stream().map(layer -> blob(model, layer)).toList();
        return parts.size() == 1 ? blobs.getFirst() : io("link the parts of " + model.name(), () -> splits.first(parts));
    }

    /** The file of one layer; checked to be there in full length. */
    public Path blob(StoredModel model, Layer layer) {
        problemOf(layer).ifPresent(problem -> {
            throw new DamagedStoreException("model " + model.name() + ": " + problem + "; pull it again to repair it");
        });
        return layout.blob(layer.digest());
    }

    /** Template, system text, parameters and so on. */
    public ModelDetails details(StoredModel model) {
        Manifest manifest = model.manifest();
        Optional<Layer> template = manifest.layer(LayerKind.TEMPLATE).or(() -> manifest.layer(LayerKind.PROMPT));
        Map<String, Object> parameters = new LinkedHashMap<>();
        manifest.layers(LayerKind.PARAMS).forEach(layer -> parameters.putAll(json(model, layer)));
        List<Object> messages = new ArrayList<>();
        try {
            manifest.layers(LayerKind.MESSAGES).forEach(layer -> messages.addAll(Json.parseArray(text(model, layer))));
        } catch (JsonException e) {
            throw new DamagedStoreException("model " + model.name() + ", messages layer: " + e.getMessage(), e);
        }
        return new ModelDetails(
                json(model, manifest.config()),
                template.map(layer -> text(model, layer)),
                manifest.layer(LayerKind.SYSTEM).map(layer -> text(model, layer)),
                parameters,
                messages,
                manifest.layers(LayerKind.LICENSE).stream().map(layer -> text(model, layer)).toList());
    }

    /** The blob that this file is, if it is one of this store's: what its name promises is its content. */
    public Optional<Digest> blobAt(Path file) {
        Path path = file.toAbsolutePath().normalize();
        return layout.blobs().equals(path.getParent()) ? StoreLayout.digest(path.getFileName().toString()) : Optional.empty();
    }

    /** The copies of this blob's weights that devices packed. */
    public List<Path> packedCopies(Digest blob) {
        return io("look for packed copies", () -> packed.of(blob));
    }

    /** Removes these copies; returns the bytes they had. */
    public long removePackedCopies(Digest blob) {
        return io("remove packed copies", () -> packed.remove(blob));
    }

    /** Gives the model a second name; blobs are shared. */
    public void copy(ModelName from, ModelName to) {
        StoredModel source = require(from);
        io("copy " + from, () -> {
            byte[] bytes = manifests.read(source.name()).orElseThrow(() -> new ModelNotFoundException(from.display()));
            publish(to, bytes);
            return null;
        });
    }

    /**
     * Makes a manifest visible, after checking that each blob it names is there, and drops blobs only its predecessor used.
     * A model whose name differs only in letter case is replaced.
     *
     * @throws DamagedStoreException when a blob is missing
     */
    public StoredModel publish(ModelName name, byte[] manifestBytes) {
        Manifest manifest = Manifest.parse(manifestBytes, name.display());
        return io("write the manifest of " + name, () -> {
            DurableFile.createFolders(layout.root());
            try (StoreLock _ = StoreLock.take(layout.lockFile())) {
                ModelName target = manifests.stored(name).orElse(name);
                StoredModel model = new StoredModel(target, manifest, Digest.of(manifestBytes), Instant.now());
                manifest.blobs().forEach(layer -> blob(model, layer));
                List<Layer> before = readQuietly(target);
                DurableFile.writeManifest(layout.manifest(target), manifestBytes);
                prune(before);
                return model;
            }
        });
    }

    /** Adds a small blob and returns the layer that names it. */
    public Layer addBlob(String mediaType, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        Layer layer = new Layer(mediaType, digest, bytes.length);
        io("write a blob", () -> {
            DurableFile.createFolders(layout.blobs());
            DurableFile.writeBlob(layout.blob(digest), bytes);
            return null;
        });
        return layer;
    }

    /** Removes the name, and the blobs that no other model uses. */
    public void remove(ModelName name) {
        io("remove " + name, () -> {
            if (manifests.stored(name).isEmpty()) {
                throw new ModelNotFoundException(name.display());
            }
            try (StoreLock _ = StoreLock.take(layout.lockFile())) {
                ModelName stored = manifests.stored(name).orElseThrow(() -> new ModelNotFoundException(name.display()));
                List<Layer> layers = readQuietly(stored);
                Path file = layout.manifest(stored);
                // Durable before its blobs go: a power cut must not bring back a model without them.
                DurableFile.delete(file);
                removeEmptyFolders(file.getParent());
                prune(layers);
            }
            return null;
        });
    }

    /**
     * Says that somebody is about to use this blob, though no model does yet: it is not pruned for as long as one just written.
     *
     * @return whether it is there
     */
    public boolean touch(Digest digest) {
        Path blob = layout.blob(digest);
        return io("look for a blob", () -> {
            if (!Files.isRegularFile(blob)) {
                return false;
            }
            // Under the lock, so that a blob once found is not removed in the same moment.
            try (StoreLock _ = StoreLock.take(layout.lockFile())) {
                Files.setLastModifiedTime(blob, FileTime.from(Instant.now()));
                return true;
            } catch (IOException e) {
                // A store that can't be written is not pruned from here either.
                return Files.isRegularFile(blob);
            }
        });
    }

    /**
     * Removes blobs that no model uses and that nobody wrote or touched for a day, and what broken uploads left; packed copies
     * without their blob too. While somebody brings blobs to this store, in whatever process, nothing is removed. A kill in the middle
     * leaves the rest for the next time.
     */
    public Pruned prune() {
        return io("prune the store", () -> {
            Pruned blobs = new Pruner(this, manifests, Clock.systemUTC()).prune();
            return blobs.with(packed.removeOrphans(Instant.now().minus(Pruner.IDLE)));
        });
    }

    /** Removes those of these blobs that no model uses. */
    public void discard(Collection<Digest> blobs) {
        if (blobs.isEmpty()) {
            return;
        }
        io("remove blobs", () -> {
            try (StoreLock _ = StoreLock.take(layout.lockFile())) {
                prune(blobs.stream().map(digest -> new Layer("", digest, 0)).toList());
            }
            return null;
        });
    }

    /** Reads every blob of the model and compares size and digest. */
    public Verification verify(StoredModel model, BlobProgress progress, Cancellation cancellation) {
        return io("verify " + model.name(), () -> {
            List<String> problems = new ArrayList<>();
            long bytesRead = 0;
            for (Layer layer : model.manifest().blobs().distinct().toList()) {
                Optional<String> problem = problemOf(layer);
                if (problem.isEmpty()) {
                    bytesRead += layer.sizeBytes();
                    if (hash(layer, progress, cancellation).filter(layer.digest()::equals).isEmpty()) {
                        problem = Optional.of("blob " + layer.digest().shortHex() + " has a wrong content");
                    }
                }
                problem.ifPresent(problems::add);
            }
            return new Verification(bytesRead, problems);
        });
    }

    /** True when the blob is there and its content has this digest; whoever asks is about to use it, so it is touched. */
    public boolean isSound(Layer layer, BlobProgress progress, Cancellation cancellation) {
        return io("read a blob", () -> problemOf(layer).isEmpty()
                && hash(layer, progress, cancellation).filter(layer.digest()::equals).isPresent()
                && touch(layer.digest()));
    }

    /** Empty when the blob is not there any more. */
    private Optional<Digest> hash(Layer layer, BlobProgress progress, Cancellation cancellation) throws IOException {
        try {
            return Optional.of(Digest.ofFile(layout.blob(layer.digest()),
                    count -> progress.advanced(layer.digest(), count, layer.sizeBytes()), cancellation));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Optional<StoredModel> read(ModelName name) throws IOException {
        Optional<byte[]> bytes = manifests.read(name);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        Manifest manifest = Manifest.parse(bytes.get(), name.display());
        try {
            return Optional.of(new StoredModel(name, manifest, Digest.of(bytes.get()),
                    Files.getLastModifiedTime(layout.manifest(name)).toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // removed meanwhile
        }
    }

    /** Layers of a manifest about to go; one that cannot be read frees nothing. */
    private List<Layer> readQuietly(ModelName name) throws IOException {
        try {
            return read(name).map(model -> model.manifest().blobs().toList()).orElse(List.of());
        } catch (DamagedStoreException e) {
            return List.of();
        }
    }

    private void prune(List<Layer> candidates) throws IOException {
        if (candidates.isEmpty()) {
            return;
        }
        StoreListing all = list();
        if (!all.damaged().isEmpty()) {
            return; // what an unreadable manifest uses is unknown
        }
        Set<Digest> used = all.usedBlobs();
        List<Layer> unused = candidates.stream().filter(layer -> !used.contains(layer.digest())).toList();
        List<Layer> parts = candidates.stream().filter(layer -> layer.mediaType().equals(LayerKind.MODEL.mediaType())).toList();
        if (parts.size() > 1 && parts.stream().anyMatch(unused::contains)) {
            splits.remove(parts);
        }
        for (Layer layer : unused) {
            Files.deleteIfExists(layout.blob(layer.digest()));
            packed.remove(layer.digest());
        }
    }

    private void removeEmptyFolders(Path folder) throws IOException {
        for (Path each = folder; !each.equals(layout.manifests()); each = each.getParent()) {
            try {
                Files.deleteIfExists(each);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    private Optional<String> problemOf(Layer layer) {
        Path file = layout.blob(layer.digest());
        String blob = "blob " + layer.digest().shortHex();
        return io("read a blob", () -> {
            try {
                // A device or pipe under a blob's name must never be opened.
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                if (!attributes.isRegularFile()) {
                    return Optional.of(blob + " is missing: there is something else in its place");
                }
                return attributes.size() == layer.sizeBytes() ? Optional.empty()
                        : Optional.of(blob + " has " + attributes.size() + " bytes instead of " + layer.sizeBytes());
            } catch (NoSuchFileException e) {
                return Optional.of(blob + " is missing");
            }
        });
    }

    private String text(StoredModel model, Layer layer) {
        if (layer.sizeBytes() > MAX_TEXT_BYTES) {
            throw new DamagedStoreException("model " + model.name() + ": blob " + layer.digest().shortHex()
                    + " is too large for a text");
        }
        Path file = blob(model, layer);
        return io("read a blob", () -> new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }

    private Map<String, Object> json(StoredModel model, Layer layer) {
        try {
            return Json.parseObject(text(model, layer));
        } catch (JsonException e) {
            throw new DamagedStoreException("model " + model.name() + ", blob " + layer.digest().shortHex() + ": "
                    + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Action<T> {
        T run() throws IOException;
    }

    private static <T> T io(String what, Action<T> action) {
        try {
            return action.run();
        } catch (IOException | UncheckedIOException e) {
            throw new StoreException("cannot " + what + ": " + Failures.reason(e), e);
        }
    }
}
