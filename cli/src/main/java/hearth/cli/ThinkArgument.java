package hearth.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code --think} may be, as variables of chat templates. */
final class ThinkArgument {
    private ThinkArgument() {}

    /** What a server's request says; empty for the model's own way. */
    static Optional<Object> wish(String think) {
        if (think == null) {
            return Optional.empty();
        }
        variables(think);
        String level = think.toLowerCase(Locale.ROOT);
        return Optional.of(level.equals("false") ? (Object) false : level.isEmpty() || level.equals("true") ? true : level);
    }

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
