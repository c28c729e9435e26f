package hearth.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds and reads the manifest files of a store. */
final class ManifestFiles {
    private static final int DEPTH = 4; // host, namespace, model, tag
    private final StoreLayout layout;

    ManifestFiles(StoreLayout layout) {
        this.layout = layout;
    }

    /** Names of all manifests; files whose path is no model name are not ours and are left out. */
    List<ModelName> names() throws IOException {
        List<ModelName> names = new ArrayList<>();
        collect(layout.manifests(), List.of(), (_, name) -> name.ifPresent(names::add));
        return names;
    }

    /** A file, by its path below the manifests, that no model's name leads to; hidden ones are those of file systems, or of ours. */
    Optional<String> stranger() throws IOException {
        List<String> strangers = new ArrayList<>();
        collect(layout.manifests(), List.of(), (path, name) -> {
            if (name.isEmpty() && !path.getLast().startsWith(".")) {
                strangers.add(String.join("/", path));
            }
        });
        return strangers.stream().findFirst();
    }

    /** The stored name that equals {@code name} but for letter case; the exact one first. */
    Optional<ModelName> stored(ModelName name) throws IOException {
        List<ModelName> same = names().stream().filter(name::sameAs).toList();
        return same.contains(name) ? Optional.of(name) : same.stream().findFirst();
    }

    /** Bytes of a manifest; empty when there is none. */
    Optional<byte[]> read(ModelName name) throws IOException {
        Path file = layout.manifest(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(Manifest.MAX_BYTES + 1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private interface Visitor {
        /** @param name empty for what is no manifest */
        void on(List<String> path, Optional<ModelName> name);
    }

    private void collect(Path folder, List<String> parts, Visitor visitor) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                List<String> path = new ArrayList<>(parts);
                path.add(entry.getFileName().toString());
                if (path.size() < DEPTH && Files.isDirectory(entry)) {
                    collect(entry, path, visitor);
                } else {
                    visitor.on(path, path.size() == DEPTH && Files.isRegularFile(entry) ? named(path) : Optional.empty());
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return; // a new store, or a folder removed meanwhile
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static Optional<ModelName> named(List<String> path) {
        try {
            return Optional.of(new ModelName(path.get(0), path.get(1), path.get(2), path.get(3)));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
