package hearth.workshop.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The front matter of a {@code README.md}: {@code key: value} lines and lists between two lines of three dashes. Only what
 * is written so plainly is read; anything else in there is about things a model file has no place for.
 */
final class ModelCard {
    private static final String FENCE = "---";
    private static final int MAX_LINES = 2000;
    private static final int MAX_VALUES = 1000;

    private final Map<String, List<String>> values = new HashMap<>();

    private ModelCard() {}

    static ModelCard of(String markdown) {
        ModelCard card = new ModelCard();
        List<String> lines = markdown.lines().limit(MAX_LINES).toList();
        if (lines.isEmpty() || !lines.getFirst().strip().equals(FENCE)) {
            return card;
        }
        String key = "";
        for (String line : lines.subList(1, lines.size())) {
            if (line.strip().equals(FENCE)) {
                return card;
            }
            key = card.line(line, key);
        }
        return new ModelCard();
    }

    /** Reads a line; returns the key that a list after it belongs to. */
    private String line(String line, String key) {
        String text = line.strip();
        if (text.startsWith("- ") && !key.isEmpty()) {
            add(key, text.substring(2));
            return key;
        }
        int colon = text.indexOf(':');
        if (line.isBlank() || Character.isWhitespace(line.charAt(0)) || colon < 1) {
            return line.isBlank() ? key : "";
        }
        String name = text.substring(0, colon);
        String value = text.substring(colon + 1).strip();
        if (value.startsWith("[") && value.endsWith("]")) {
            for (String item : value.substring(1, value.length() - 1).split(",")) {
                add(name, item);
            }
        } else if (!value.isEmpty()) {
            add(name, value);
        }
        return name;
    }

    private void add(String key, String value) {
        String plain = value.strip();
        if (plain.length() > 1 && (plain.startsWith("\"") || plain.startsWith("'")) && plain.endsWith(plain.substring(0, 1))) {
            plain = plain.substring(1, plain.length() - 1);
        }
        List<String> list = values.computeIfAbsent(key, _ -> new ArrayList<>());
        // A map inside a list is no plain value.
        if (!plain.isEmpty() && !plain.contains(": ") && list.size() < MAX_VALUES) {
            list.add(plain);
        }
    }

    Optional<String> text(String key) {
        return list(key).stream().findFirst();
    }

    List<String> list(String key) {
        return values.getOrDefault(key, List.of());
    }
}
