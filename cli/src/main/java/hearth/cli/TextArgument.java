package hearth.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the texts that commands are given as files. */
final class TextArgument {
    private static final Path STANDARD_INPUT = Path.of("-");

    private TextArgument() {}

    /** The text of {@code file}, exactly as it is; {@code -} is standard input. Bytes that are not UTF-8 read as U+FFFD. */
    static String read(CommandIo io, Path file) {
        try {
            byte[] bytes = file.equals(STANDARD_INPUT) ? io.in().readAllBytes() : Files.readAllBytes(file);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(Errors.message(e), e);
        }
    }

    static String readInput(CommandIo io) {
        return read(io, STANDARD_INPUT);
    }
}
