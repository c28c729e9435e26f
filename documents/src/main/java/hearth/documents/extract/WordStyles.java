package hearth.documents.extract;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Which paragraph styles of a Word file are headings. Element names are those of ECMA-376, part 1, section 17.7. */
final class WordStyles {
    private static final int MAX_STYLES = 10_000;
    private static final int MAX_ANCESTORS = 20;

    private final Map<String, Integer> levels = new HashMap<>();
    private final Map<String, String> parents = new HashMap<>();

    private WordStyles() {}

    static WordStyles of(WordPackage file, String part) throws IOException, Unreadable {
        WordStyles styles = new WordStyles();
        file.part(part, styles::read);
        return styles;
    }

    private void read(XMLStreamReader xml) throws XMLStreamException, Unreadable {
        String style = null;
        while (xml.hasNext()) {
            if (WordPackage.next(xml, 0) != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String name = xml.getLocalName();
            if (name.equals("style")) {
                style = levels.size() + parents.size() < MAX_STYLES ? WordText.attribute(xml, "styleId") : null;
            } else if (style != null) {
                attribute(style, name, WordText.attribute(xml, "val"));
            }
        }
    }

    private void attribute(String style, String name, String value) {
        switch (name) {
            case "name" -> {
                String lower = value.toLowerCase(Locale.ROOT);
                if (lower.equals("title")) {
                    levels.put(style, 1);
                } else if (lower.matches("heading [1-9]")) {
                    levels.put(style, lower.charAt(8) - '0');
                }
            }
            case "basedOn" -> parents.put(style, value);
            case "outlineLvl" -> outline(value).ifPresent(level -> levels.put(style, level));
            default -> {
                // Fonts and colours.
            }
        }
    }

    /** Level 9 is text. */
    static java.util.OptionalInt outline(String value) {
        return value.matches("[0-8]") ? java.util.OptionalInt.of(value.charAt(0) - '0' + 1) : java.util.OptionalInt.empty();
    }

    /** The level of a style's heading, 0 if it is none. */
    int level(String style) {
        String at = style;
        for (int i = 0; i < MAX_ANCESTORS && at != null; i++) {
            Integer level = levels.get(at);
            if (level != null) {
                return level;
            }
            at = parents.get(at);
        }
        return 0;
    }
}
