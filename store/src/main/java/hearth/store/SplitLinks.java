package hearth.store;

import hearth.format.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Readers find the parts of a split model by their file names, which blobs do not have: a folder of links gives them such names.
 * The links are made when asked for, so that a lost one does not matter.
 */
final class SplitLinks {
    private static final String PREFIX = "weights";
    private final StoreLayout layout;

    SplitLinks(StoreLayout layout) {
        this.layout = layout;
    }

    /** The link to the first of these blobs, the others beside it. */
    Path first(List<Layer> parts) throws IOException {
        Path folder = layout.split(key(parts));
        for (int i = 0; i < parts.size(); i++) {
            link(folder.resolve(GgufFile.partName(PREFIX, i, parts.size())), layout.blob(parts.get(i).digest()));
        }
        return folder.resolve(GgufFile.partName(PREFIX, 0, parts.size()));
    }

    /** Takes the links away: a hard one would keep the data of a removed blob. */
    void remove(List<Layer> parts) throws IOException {
        Path folder = layout.split(key(parts));
        for (int i = 0; i < parts.size(); i++) {
            Files.deleteIfExists(folder.resolve(GgufFile.partName(PREFIX, i, parts.size())));
        }
        Files.deleteIfExists(folder);
    }

    private static void link(Path link, Path blob) throws IOException {
        if (Files.exists(link) && Files.isSameFile(link, blob)) {
            return;
        }
        DurableFile.createFolders(link.getParent());
        Files.deleteIfExists(link);
        try {
            Files.createSymbolicLink(link, link.getParent().relativize(blob));
        } catch (FileAlreadyExistsException e) {
            return; // another process was faster
        } catch (IOException | UnsupportedOperationException e) {
            // Windows lets only some users make symbolic links.
            Files.createLink(link, blob);
        }
    }

    private static Digest key(List<Layer> parts) {
        return Digest.of(parts.stream().map(part -> part.digest().hex()).collect(Collectors.joining(" ")));
    }
}
