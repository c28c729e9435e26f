package hearth.chat;

import hearth.chat.value.DictValue;
import hearth.chat.value.ListValue;
import hearth.chat.value.PlainValues;
import hearth.chat.value.StringValue;
import hearth.chat.value.Value;
import java.util.HashMap;
import java.util.Map;

/** The variables of one render as values. All are untrusted but the begin and end token and the well-known roles. */
final class TemplateVariables {
    private final PlainValues conversion = new PlainValues();
    private final Map<String, Value> values = new HashMap<>();

    TemplateVariables(Map<String, Object> variables, TemplateOptions options) {
        for (Map.Entry<String, Object> entry : variables.entrySet()) {
            values.put(entry.getKey(), conversion.convert(entry.getValue()));
        }
        values.put("bos_token", StringValue.trusted(options.bosToken()));
        values.put("eos_token", StringValue.trusted(options.eosToken()));
        if (values.get("messages") instanceof ListValue messages) {
            for (Value message : messages.items()) {
                trustRole(message);
            }
        }
    }

    Map<String, Value> values() {
        return values;
    }

    /** Length of all text, for the memory budget. */
    long length() {
        return conversion.length();
    }

    /** Many templates write {@code <|role|>}, which is a token only as a whole; a role of another name stays plain text. */
    private static void trustRole(Value message) {
        if (message instanceof DictValue dict && dict.find("role") instanceof StringValue role && isKnown(role.text())) {
            dict.put(StringValue.untrusted("role"), StringValue.trusted(role.text()));
        }
    }

    private static boolean isKnown(String role) {
        return switch (role) {
            case "system", "developer", "user", "assistant", "model", "tool", "function", "ipython" -> true;
            default -> false;
        };
    }
}
