package hearth.workshop.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The text that importance matrices are made with when the user gives none: prose, talk, code, tables, several languages. */
public final class CalibrationText {
    /** What an importance matrix calls it. */
    public static final String NAME = "hearth calibration text 1";

    private static final String RESOURCE = "calibration.txt";

    private CalibrationText() {}

    /** About 40 KB. */
    public static String read() {
        try (InputStream in = CalibrationText.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
