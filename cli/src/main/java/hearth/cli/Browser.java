package hearth.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The user's web browser, if this looks like a desktop. */
final class Browser {
    private final Map<String, String> variables;

    Browser(Map<String, String> variables) {
        this.variables = variables;
    }

    /** Opens a page; whether that worked is not known, so the address must be printed too. */
    void open(String url) {
        List<String> command = command(System.getProperty("os.name", "").toLowerCase(Locale.ROOT), url);
        if (command.isEmpty()) {
            return;
        }
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            System.getLogger(Browser.class.getName()).log(System.Logger.Level.DEBUG, "no browser could be opened", e);
        }
    }

    /** Empty where there is no screen. */
    List<String> command(String system, String url) {
        if (system.contains("mac")) {
            return List.of("open", url);
        }
        if (system.contains("windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler", url);
        }
        boolean screen = !variables.getOrDefault("DISPLAY", "").isEmpty() || !variables.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
        return screen ? List.of("xdg-open", url) : List.of();
    }
}
