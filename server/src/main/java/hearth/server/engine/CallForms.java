package hearth.server.engine;

import hearth.grammar.tool.ToolCallSyntax;
import hearth.grammar.tool.ToolCallSyntax.Arguments;
import java.util.List;

/** The forms in which models write calls, by the names of the syntaxes that read them. The first of each is taken where a template doesn't tell. */
final class CallForms {
    private static final String NAMED = "{\"name\": \"{name}\", \"arguments\": {arguments}}";
    private static final String LIST_SEPARATOR = ", ";
    /** Marks that end a message of gpt-oss wherever they stand. */
    private static final List<String> HARMONY_MARKS = List.of("<|end|>", "<|call|>", "<|return|>", "<|start|>", "<|channel|>");

    private CallForms() {}

    /** @return at least one for each name of {@link hearth.chat.answer.AnswerFormat#toolSyntax} */
    static List<ToolCallSyntax> of(String syntax) {
        return switch (syntax) {
            case "TAGGED" -> tagged();
            case "MISTRAL" -> mistral();
            case "KIMI" -> List.of(ToolCallSyntax.of("<|tool_call_begin|>functions.{name}:{index}<|tool_call_argument_begin|>{arguments}<|tool_call_end|>")
                    .withFrame("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>"));
            case "DEEPSEEK" -> deepSeek();
            case "INVOKE" -> List.of(invoke("minimax:tool_call", "", ""),
                    invoke("｜DSML｜function_calls", "｜DSML｜", " string=\"{string}\""),
                    invoke("｜DSML｜tool_calls", "｜DSML｜", " string=\"{string}\""),
                    invoke("atem:function_calls", "atem:", ""));
            case "JSON_LIST" -> jsonLists();
            case "GEMMA" -> List.of(
                    gemma("<|tool_call>", "<tool_call|>", "<|\"|>"), gemma("<start_function_call>", "<end_function_call>", "<escape>"));
            case "PYTHON" -> List.of(new ToolCallSyntax("<|tool_call_start|>[", "{name}({arguments})", LIST_SEPARATOR, "]<|tool_call_end|>",
                    new Arguments.Members("", "{key}={value}", LIST_SEPARATOR, true, List.of("<|tool_call_end|>"))));
            case "BARE_JSON" -> List.of(ToolCallSyntax.LLAMA3, ToolCallSyntax.of(NAMED).withSeparator("; "));
            case "HARMONY" -> List.of(ToolCallSyntax.of("<|channel|>commentary to=functions.{name} <|constrain|>json<|message|>{arguments}<|call|>")
                    .withArguments(new Arguments.Json(HARMONY_MARKS)));
            default -> throw new IllegalArgumentException("no form of calls is known for " + syntax);
        };
    }

    private static List<ToolCallSyntax> tagged() {
        return List.of(
                ToolCallSyntax.HERMES,
                ToolCallSyntax.of("<tool_call>" + NAMED + "</tool_call>").withSeparator("\n"),
                ToolCallSyntax.of("<tool_call>\n<function={name}>\n{arguments}</function>\n</tool_call>")
                        .withSeparator("\n")
                        .withArguments(members("<parameter={key}>\n{value}\n</parameter>\n", "</parameter>", "</function>")),
                ToolCallSyntax.of("<tool_call>{name}{arguments}</tool_call>")
                        .withArguments(members("<arg_key>{key}</arg_key><arg_value>{value}</arg_value>", "</arg_value>", "</tool_call>")),
                ToolCallSyntax.of("<tool_call>{name}\n{arguments}</tool_call>")
                        .withSeparator("\n")
                        .withArguments(members("<arg_key>{key}</arg_key>\n<arg_value>{value}</arg_value>\n", "</arg_value>", "</tool_call>")),
                ToolCallSyntax.of("<function={name}>{arguments}</function>"));
    }

    private static Arguments members(String pattern, String... never) {
        return new Arguments.Members(pattern, pattern, "", false, List.of(never));
    }

    private static List<ToolCallSyntax> mistral() {
        ToolCallSyntax objects = ToolCallSyntax.of("{\"name\": \"{name}\", \"arguments\": {arguments}, \"id\": \"{id}\"}")
                .withSeparator(LIST_SEPARATOR);
        return List.of(
                ToolCallSyntax.of("[TOOL_CALLS]{name}[ARGS]{arguments}"),
                ToolCallSyntax.of("[TOOL_CALLS]{name}[CALL_ID]{id}[ARGS]{arguments}"),
                objects.withFrame("[TOOL_CALLS][", "]"),
                objects.withFrame("[TOOL_CALLS] [", "]"));
    }

    private static List<ToolCallSyntax> deepSeek() {
        String begin = "<｜tool▁calls▁begin｜>";
        String end = "<｜tool▁calls▁end｜>";
        return List.of(
                ToolCallSyntax.of("<｜tool▁call▁begin｜>function<｜tool▁sep｜>{name}\n```json\n{arguments}\n```<｜tool▁call▁end｜>")
                        .withFrame(begin, end)
                        .withSeparator("\n"),
                ToolCallSyntax.of("<｜tool▁call▁begin｜>{name}<｜tool▁sep｜>{arguments}<｜tool▁call▁end｜>").withFrame(begin, end));
    }

    /** @param attribute says of a parameter whether its text is a string, with a place for that */
    private static ToolCallSyntax invoke(String frame, String prefix, String attribute) {
        String end = "</" + prefix + "parameter>";
        String begin = "<" + prefix + "parameter name=\"{key}\"";
        Arguments arguments = new Arguments.Members(
                begin + attribute.replace("{string}", "true") + ">{value}" + end + "\n",
                begin + attribute.replace("{string}", "false") + ">{value}" + end + "\n",
                "",
                false,
                List.of(end, "</" + prefix + "invoke>"));
        return new ToolCallSyntax("<" + frame + ">\n", "<" + prefix + "invoke name=\"{name}\">\n{arguments}</" + prefix + "invoke>",
                "\n", "\n</" + frame + ">", arguments);
    }

    private static List<ToolCallSyntax> jsonLists() {
        ToolCallSyntax object = ToolCallSyntax.of(NAMED).withSeparator(LIST_SEPARATOR);
        return List.of(
                object.withFrame("<tool_calls>[", "]</tool_calls>"),
                object.withFrame("<TOOLCALL>[", "]</TOOLCALL>"),
                ToolCallSyntax.of("{\"{name}\": {arguments}}").withSeparator(LIST_SEPARATOR).withFrame("<|tools_prefix|>[", "]<|tools_suffix|>"),
                ToolCallSyntax.of("<|function_call|>" + NAMED + "<|message_sep|>"));
    }

    private static ToolCallSyntax gemma(String begin, String end, String mark) {
        return ToolCallSyntax.of(begin + "call:{name}{arguments}" + end).withArguments(new Arguments.Marked(mark, List.of(mark, end)));
    }
}
