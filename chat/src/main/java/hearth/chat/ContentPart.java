package hearth.chat;

import java.util.LinkedHashMap;
import java.util.Map;

/** A piece of a message's content. */
public sealed interface ContentPart {
    /** The piece as chat templates read it. */
    Map<String, Object> variables();

    /** Plain text. */
    record Text(String text) implements ContentPart {
        @Override
        public Map<String, Object> variables() {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("type", "text");
            part.put("text", text);
            return part;
        }
    }

    /** The place of something that isn't text; {@code type} is {@code image}, {@code audio} or {@code video}. */
    record Media(String type) implements ContentPart {
        @Override
        public Map<String, Object> variables() {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("type", type);
            return part;
        }
    }
}
