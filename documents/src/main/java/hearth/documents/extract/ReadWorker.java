package hearth.documents.extract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Main class of the process that reads one file: kind, file, result, limits of characters, pages and unpacked bytes. What goes wrong is
 * written to the result's file too, after an exclamation mark.
 */
public final class ReadWorker {
    static final int ARGUMENTS = 6;
    static final char FAILED = '!';

    private ReadWorker() {}

    /** Reads the file. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != ARGUMENTS) {
            throw new IllegalArgumentException("needs " + ARGUMENTS + " arguments");
        }
        Path result = Path.of(arguments[2]);
        ReadingLimits limits = new ReadingLimits(Long.MAX_VALUE, Long.MAX_VALUE, Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]),
                Long.parseLong(arguments[5]), Duration.ZERO, 0);
        try {
            TextFile.write(result, FileReading.parse(FileKind.valueOf(arguments[0]), Path.of(arguments[1]), limits));
        } catch (Unreadable e) {
            fail(result, e.kind() + " " + e.getMessage());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // A library's own words may hold anything of the file; the class says enough.
            fail(result, "UNREADABLE is damaged, or of a form that can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void fail(Path result, String reason) throws IOException {
        Files.write(result, (FAILED + reason).getBytes(StandardCharsets.UTF_8));
    }
}
