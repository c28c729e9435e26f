package hearth.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Environment variables of a server: ours, else Ollama's of the same meaning. */
final class ServeVariables {
    private final Map<String, String> variables;

    ServeVariables(Map<String, String> variables) {
        this.variables = variables;
    }

    /** The value of {@code HEARTH_name}, else of {@code OLLAMA_name}, without quotes around it. */
    Optional<String> text(String name) {
        for (String prefix : new String[] {"HEARTH_", "OLLAMA_"}) {
            String value = variables.getOrDefault(prefix + name, "").strip().replaceAll("^[\"']|[\"']$", "");
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** Whether it is set, to anything but a word for no. */
    boolean flag(String name) {
        return text(name).filter(value -> !List.of("0", "false", "f").contains(value.toLowerCase(Locale.ROOT))).isPresent();
    }

    /** @throws CommandException if it is no number in this range */
    int whole(String name, int fallback, int min, int max) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, as for a number out of range.
        }
        throw new CommandException("HEARTH_" + name + " is '" + text.get() + "' but must be a whole number from " + min + " to " + max);
    }

    /** Values set apart by commas. */
    List<String> list(String name) {
        List<String> values = new ArrayList<>();
        for (String value : text(name).orElse("").split(",")) {
            if (!value.isBlank()) {
                values.add(value.strip());
            }
        }
        return values;
    }
}
