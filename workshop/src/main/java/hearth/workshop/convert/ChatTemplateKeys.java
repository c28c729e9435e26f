package hearth.workshop.convert;

import hearth.format.gguf.MetadataKeys.Tokenizer;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.TextArray;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.huggingface.JsonFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chat templates: a file of their own, or a string or list in {@code tokenizer_config.json}. */
final class ChatTemplateKeys {
    private static final String KEY = "chat_template";
    private static final String DEFAULT = "default";

    private ChatTemplateKeys() {}

    static void describe(HuggingFaceFolder folder, Map<String, MetadataValue> metadata) {
        Map<String, String> templates = new LinkedHashMap<>();
        folder.json("tokenizer_config.json").ifPresent(config -> collect(config, templates));
        folder.json("chat_template.json").flatMap(file -> file.text(KEY)).ifPresent(text -> templates.put(DEFAULT, text));
        folder.text("chat_template.jinja").ifPresent(text -> templates.put(DEFAULT, text));
        Optional.ofNullable(templates.remove(DEFAULT))
                .ifPresent(text -> metadata.put(Tokenizer.CHAT_TEMPLATE, new MetadataValue.Text(text)));
        List<String> names = new ArrayList<>(templates.keySet());
        if (!names.isEmpty()) {
            metadata.put(Tokenizer.CHAT_TEMPLATE_NAMES, TextArray.of(names));
            templates.forEach((name, text) -> metadata.put(Tokenizer.chatTemplate(name), new MetadataValue.Text(text)));
        }
    }

    private static void collect(JsonFile config, Map<String, String> templates) {
        if (config.values().get(KEY) instanceof String text) {
            templates.put(DEFAULT, text);
            return;
        }
        for (Object entry : config.list(KEY).orElse(List.of())) {
            boolean sound = entry instanceof Map<?, ?> map
                    && map.get("name") instanceof String name
                    && name.matches("\\w+")
                    && map.get("template") instanceof String text
                    && templates.putIfAbsent(name, text) == null;
            if (!sound) {
                throw config.error(KEY, "has an entry without a name of letters, or without a template, or twice");
            }
        }
    }
}
