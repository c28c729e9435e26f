package hearth.chat.answer;

/** Names of tools in the headers of calls; empty where there is none. */
final class CallNames {
    private static final String DEEPSEEK_SEPARATOR = "<｜tool▁sep｜>";
    private static final String KIMI_PREFIX = "functions.";

    private CallNames() {}

    /** {@code NAME[CALL_ID]…[ARGS]}. */
    static String mistral(String header) {
        int end = header.indexOf('[');
        return (end < 0 ? header : header.substring(0, end)).strip();
    }

    /** {@code functions.NAME:0<|tool_call_argument_begin|>}. */
    static String kimi(String header) {
        int end = header.indexOf("<|");
        String name = (end < 0 ? header : header.substring(0, end)).strip();
        if (name.startsWith(KIMI_PREFIX)) {
            name = name.substring(KIMI_PREFIX.length());
        }
        int colon = name.lastIndexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /** {@code function<sep>NAME} and a line of {@code ```json} (V3, R1), or {@code NAME<sep>} (V3.1). */
    static String deepSeek(String header) {
        int at = header.indexOf(DEEPSEEK_SEPARATOR);
        if (at < 0) {
            return "";
        }
        String after = header.substring(at + DEEPSEEK_SEPARATOR.length()).strip();
        return after.isEmpty() ? header.substring(0, at).strip() : after.lines().findFirst().orElse("").strip();
    }
}
