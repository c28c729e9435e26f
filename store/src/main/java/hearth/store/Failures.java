package hearth.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.ReadOnlyFileSystemException;

/** Turns exceptions of the platform into a short reason without paths. */
public final class Failures {
    private Failures() {}

    /** Why {@code error} happened, in our own or the system's words. */
    public static String reason(Throwable error) {
        return switch (error) {
            case StoreException e -> e.getMessage();
            case AccessDeniedException e -> "permission denied";
            case NoSuchFileException e -> "a file or folder is missing";
            case FileSystemException e -> e.getReason() == null ? "the file system refused" : e.getReason();
            case ReadOnlyFileSystemException e -> "the file system is read-only";
            case IOException e -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            default -> error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        };
    }
}
