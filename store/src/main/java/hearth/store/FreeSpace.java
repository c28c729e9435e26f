package hearth.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks how many bytes can still be written to the disk that holds a folder. */
@FunctionalInterface
public interface FreeSpace {
    long usableBytes(Path folder) throws IOException;

    /** The real disk. */
    static FreeSpace ofDisk() {
        return folder -> Files.getFileStore(folder).getUsableSpace();
    }
}
