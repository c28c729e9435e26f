package hearth.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a manifest says besides the weights.
 *
 * @param config the config blob: {@code model_format}, {@code model_family}, {@code model_type}, {@code file_type} ...
 * @param template Go template, when the model has one outside its weights
 * @param system default system text
 * @param parameters option names and values
 * @param messages turns put before each chat
 * @param licenses license texts
 */
public record ModelDetails(
        Map<String, Object> config,
        Optional<String> template,
        Optional<String> system,
        Map<String, Object> parameters,
        List<Object> messages,
        List<String> licenses) {
    public ModelDetails {
        // JSON null is a legal value here, which Map.copyOf would refuse.
        config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        messages = Collections.unmodifiableList(messages);
        licenses = List.copyOf(licenses);
    }

    /** Those of weights that nothing is known of. */
    public static ModelDetails none() {
        return new ModelDetails(Map.of(), Optional.empty(), Optional.empty(), Map.of(), List.of(), List.of());
    }

    /** The same with another system text, other parameters and other messages. */
    public ModelDetails with(Optional<String> newSystem, Map<String, Object> newParameters, List<Object> newMessages) {
        return new ModelDetails(config, template, newSystem, newParameters, newMessages, licenses);
    }

    /** A text field of the config. */
    public Optional<String> configText(String key) {
        return config.get(key) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }
}
