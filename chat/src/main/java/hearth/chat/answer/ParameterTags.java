package hearth.chat.answer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls whose parameters stand between tags, their values as bare text: {@code NAME>} and {@code <parameter=KEY>VALUE</parameter>} (Qwen
 * Coder); {@code NAME} and {@code <arg_key>KEY</arg_key><arg_value>VALUE</arg_value>} (GLM); {@code NAME">} and {@code <parameter
 * name="KEY">VALUE</parameter>} (DeepSeek, MiniMax).
 *
 * @param nameEnd what ends the name: the first of these characters
 * @param parameter with the groups key, value and, where the tag tells whether the value is a string, string
 */
record ParameterTags(String nameEnd, Pattern parameter) implements BodyCallStage.Body {
    /** {@code <function=NAME>}. */
    static final ParameterTags FUNCTION =
            new ParameterTags(">", Pattern.compile("\\s*<parameter=(?<key>[^>]{1,256})>(?<value>.*?)</parameter>(?<string>)", Pattern.DOTALL));

    /** {@code <tool_call>NAME}. */
    static final ParameterTags KEY_AND_VALUE = new ParameterTags(
            "<\n",
            Pattern.compile("\\s*<arg_key>(?<key>.*?)</arg_key>\\s*<arg_value>(?<value>.*?)</arg_value>(?<string>)", Pattern.DOTALL));

    /** {@code <PREFIXinvoke name="NAME">}. */
    static ParameterTags invoke(String prefix) {
        String tag = Pattern.quote(prefix + "parameter");
        return new ParameterTags(
                "\"",
                Pattern.compile(
                        "\\s*<" + tag + " name=\"(?<key>[^\"]{1,256})\"(?: string=\"(?<string>true|false)\")?>(?<value>.*?)</" + tag + ">",
                        Pattern.DOTALL));
    }

    @Override
    public Optional<List<Map.Entry<String, Map<String, Object>>>> calls(String text, ToolSchemas tools) {
        String body = text.strip();
        int end = 0;
        while (end < body.length() && nameEnd.indexOf(body.charAt(end)) < 0) {
            end++;
        }
        String name = body.substring(0, end).strip();
        int at = body.startsWith("\">", end) ? end + 2 : body.startsWith(">", end) ? end + 1 : end;
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        Matcher matcher = parameter.matcher(body);
        while (matcher.find(at) && matcher.start() == at) {
            String key = matcher.group("key").strip();
            String value = withoutFrame(matcher.group("value"));
            boolean isString = "true".equals(matcher.group("string"));
            arguments.put(key, isString ? value : tools.value(name, key, value));
            at = matcher.end();
        }
        return body.substring(at).isBlank() ? Optional.of(List.of(Map.entry(name, arguments))) : Optional.empty();
    }

    /** The line breaks that frame a value are not part of it. */
    private static String withoutFrame(String value) {
        int from = value.startsWith("\n") ? 1 : 0;
        int to = value.endsWith("\n") && value.length() > from ? value.length() - 1 : value.length();
        return value.substring(from, to);
    }
}
