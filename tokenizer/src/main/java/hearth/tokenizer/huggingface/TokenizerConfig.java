package hearth.tokenizer.huggingface;

import hearth.tokenizer.SpecialToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The small files beside a tokenizer: {@code tokenizer_config.json}, {@code special_tokens_map.json}, {@code config.json} … */
final class TokenizerConfig {
    private static final Map<String, SpecialToken> ROLES = Map.of(
            "bos_token", SpecialToken.BOS,
            "eos_token", SpecialToken.EOS,
            "unk_token", SpecialToken.UNKNOWN,
            "sep_token", SpecialToken.SEPARATOR,
            "pad_token", SpecialToken.PADDING,
            "cls_token", SpecialToken.CLASSIFIER,
            "mask_token", SpecialToken.MASK);
    private static final String DEFAULT_TEMPLATE = "default";
    private static final long MAX_TEMPLATE_BYTES = 1 << 20;

    private final Path folder;
    private final Optional<JsonValue> config;

    private TokenizerConfig(Path folder, Optional<JsonValue> config) {
        this.folder = folder;
        this.config = config;
    }

    static TokenizerConfig read(Path folder) throws IOException {
        return new TokenizerConfig(folder, optional(folder, "tokenizer_config.json"));
    }

    private static Optional<JsonValue> optional(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.isRegularFile(file) ? Optional.of(JsonValue.read(file)) : Optional.empty();
    }

    Optional<Boolean> flag(String name) {
        return config.flatMap(json -> json.find(name)).map(JsonValue::flag);
    }

    Optional<String> text(String name) {
        return config.flatMap(json -> json.find(name)).map(JsonValue::text);
    }

    /** Sets the tokens with a role: by their texts first, then by the ids in the model's own configuration. */
    void addSpecials(VocabularyBuilder vocabulary) throws IOException {
        if (config.isPresent()) {
            addNamed(config.get(), vocabulary);
        }
        Optional<JsonValue> map = optional(folder, "special_tokens_map.json");
        if (map.isPresent()) {
            addNamed(map.get(), vocabulary);
        }
        Optional<JsonValue> model = optional(folder, "config.json");
        if (model.isPresent()) {
            ROLES.forEach((name, role) -> model.get().find(name + "_id").ifPresent(id -> {
                JsonValue first = id.isList() && !id.list().isEmpty() ? id.list().getFirst() : id;
                boolean usable = first.value() instanceof Long number && number >= 0 && number < vocabulary.size();
                if (usable && !vocabulary.hasSpecial(role)) { // -1 and the like mean none
                    vocabulary.special(role, first.wholeNumber());
                }
            }));
        }
    }

    private static void addNamed(JsonValue json, VocabularyBuilder vocabulary) {
        ROLES.forEach((name, role) -> json.find(name).ifPresent(token -> {
            String text = token.isObject() ? token.required("content").text() : token.text();
            if (!vocabulary.hasSpecial(role)) {
                vocabulary.id(text).ifPresent(id -> vocabulary.special(role, id));
            }
        }));
    }

    /** Tokens that are only listed here or in {@code added_tokens.json}. */
    List<AddedToken> addedTokens() throws IOException {
        List<AddedToken> tokens = new ArrayList<>();
        Optional<JsonValue> texts = optional(folder, "added_tokens.json");
        if (texts.isPresent()) {
            texts.get().object().forEach((text, id) -> tokens.add(new AddedToken(
                    new JsonValue("added_tokens.json: " + text, id).wholeNumber(), String.valueOf(text), false, false, false)));
        }
        config.flatMap(json -> json.find("added_tokens_decoder")).ifPresent(byId -> byId.object().forEach((key, json) -> {
            JsonValue token = new JsonValue(byId.place() + " " + key, json);
            if (!String.valueOf(key).matches("\\d{1,9}")) {
                throw token.wrong("named by an id");
            }
            tokens.add(AddedToken.of(token, Integer.parseInt(String.valueOf(key))));
        }));
        return tokens;
    }

    /** All chat templates, the main one under the name {@code default}. */
    Map<String, String> chatTemplates() throws IOException {
        Map<String, String> templates = new HashMap<>();
        Optional<JsonValue> inConfig = config.flatMap(json -> json.find("chat_template"));
        if (inConfig.isPresent() && inConfig.get().isText()) {
            templates.put(DEFAULT_TEMPLATE, inConfig.get().text());
        } else if (inConfig.isPresent()) {
            for (JsonValue template : inConfig.get().list()) {
                templates.put(template.required("name").text(), template.required("template").text());
            }
        }
        Path file = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(file)) { // goes before the one in the configuration
            if (Files.size(file) > MAX_TEMPLATE_BYTES) {
                throw new JsonValue("chat_template.jinja", null).unsupported("more than " + MAX_TEMPLATE_BYTES + " bytes");
            }
            templates.put(DEFAULT_TEMPLATE, Files.readString(file));
        }
        return templates;
    }
}
