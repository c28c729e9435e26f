package hearth.cli;

import java.util.Locale;
import java.util.Map;

/** What {@code --think} may be, as variables of chat templates. */
final class ThinkArgument {
    private ThinkArgument() {}

    /** Null means the model's own way. */
    static Map<String, Object> variables(String think) {
        if (think == null) {
            return Map.of();
        }
        return switch (think.toLowerCase(Locale.ROOT)) {
            case "", "true" -> Map.of("enable_thinking", true);
            case "false" -> Map.of("enable_thinking", false);
            case "low", "medium", "high" -> Map.of("enable_thinking", true, "reasoning_effort", think.toLowerCase(Locale.ROOT));
            default -> throw new CommandException("--think is true, false, low, medium or high, not '" + think + "'");
        };
    }
}
