package hearth.grammar.tool;

/**
 * The text around a tool call as a template family writes it: {@code begin name middle arguments end}, arguments being a JSON
 * object. Texts of control tokens in it stand for those tokens, if the vocabulary has them.
 *
 * @param begin what comes before the name, such as {@code <tool_call>\n{"name": "}
 * @param middle what comes between name and arguments, such as {@code ", "arguments": }
 * @param end what comes behind the arguments, such as {@code }\n</tool_call>}
 * @param separator what comes between two calls
 */
public record ToolCallSyntax(String begin, String middle, String end, String separator) {
    /** The form of Hermes and Qwen. */
    public static final ToolCallSyntax HERMES =
            new ToolCallSyntax("<tool_call>\n{\"name\": \"", "\", \"arguments\": ", "}\n</tool_call>", "\n");

    /** A bare JSON object, as Llama 3.1 writes it. */
    public static final ToolCallSyntax LLAMA3 = new ToolCallSyntax("{\"name\": \"", "\", \"parameters\": ", "}", "; ");

    /** @throws IllegalArgumentException if there is no text before the name */
    public ToolCallSyntax {
        if (begin.isEmpty()) {
            throw new IllegalArgumentException("a tool call must begin with some text");
        }
    }
}
