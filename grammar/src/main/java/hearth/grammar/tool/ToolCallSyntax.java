package hearth.grammar.tool;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How a template family writes tool calls: {@code open call separator call close}. Texts of control tokens stand for those tokens, if
 * the vocabulary has them. In {@code call}, {@code {name}} and {@code {arguments}} stand for the two, {@code {index}} for a number and
 * {@code {id}} for nine letters and digits.
 *
 * @param open what comes before the first call; may be empty
 * @param call one call, such as <code>&lt;tool_call&gt;{"name": "{name}", "arguments": {arguments}}&lt;/tool_call&gt;</code>
 * @param separator what comes between two calls
 * @param close what comes after the last call; may be empty
 * @param arguments how the arguments are written
 */
public record ToolCallSyntax(String open, String call, String separator, String close, Arguments arguments) {
    /** The form of Hermes and Qwen. */
    public static final ToolCallSyntax HERMES =
            of("<tool_call>\n{\"name\": \"{name}\", \"arguments\": {arguments}}\n</tool_call>").withSeparator("\n");

    /** A bare JSON object, as Llama 3.1 writes it. */
    public static final ToolCallSyntax LLAMA3 = of("{\"name\": \"{name}\", \"parameters\": {arguments}}").withSeparator("; ");

    static final Pattern PLACES = Pattern.compile("\\{(name|arguments|index|id)}");

    /** How arguments are written. */
    public sealed interface Arguments {
        /** A JSON object, in whose strings some texts don't stand. */
        record Json(List<String> never) implements Arguments {
            public Json {
                never = List.copyOf(never);
            }
        }

        /** An object with bare keys and strings between marks (Gemma), without its braces' blanks. */
        record Marked(String mark, List<String> never) implements Arguments {
            public Marked {
                never = List.copyOf(never);
            }
        }

        /**
         * One member after the other, each in a pattern with {@code {key}} and {@code {value}}.
         *
         * @param text for strings, which stand bare; empty if there is one pattern for all
         * @param other for other values, which are JSON; with {@code python} literals of Python
         * @param never texts that stand in no string
         */
        record Members(String text, String other, String separator, boolean python, List<String> never) implements Arguments {
            public Members {
                never = List.copyOf(never);
            }
        }
    }

    /** @throws IllegalArgumentException if a call does not begin with some text, or has no place for its name or arguments */
    public ToolCallSyntax {
        int name = call.indexOf("{name}");
        if (name < 0 || name + open.length() == 0 || call.indexOf("{arguments}") < name) {
            throw new IllegalArgumentException("a tool call must begin with some text and have places for its name and arguments");
        }
    }

    /** Calls with arguments in JSON, one behind the other. */
    public static ToolCallSyntax of(String call) {
        return new ToolCallSyntax("", call, "", "", new Arguments.Json(List.of()));
    }

    public ToolCallSyntax withFrame(String before, String after) {
        return new ToolCallSyntax(before, call, separator, after, arguments);
    }

    public ToolCallSyntax withSeparator(String value) {
        return new ToolCallSyntax(open, call, value, close, arguments);
    }

    public ToolCallSyntax withArguments(Arguments value) {
        return new ToolCallSyntax(open, call, separator, close, value);
    }

    /** What a call of this tool looks like up to the value of its first argument: for finding out which form a template writes. */
    public Pattern beginning(String name, String firstArgument) {
        StringBuilder regex = new StringBuilder();
        String begin = open + call.substring(0, call.indexOf("{arguments}"));
        java.util.regex.Matcher places = PLACES.matcher(begin);
        int from = 0;
        while (places.find()) {
            regex.append(Pattern.quote(begin.substring(from, places.start())));
            regex.append(places.group(1).equals("name") ? Pattern.quote(name) : "\\w*");
            from = places.end();
        }
        regex.append(Pattern.quote(begin.substring(from)));
        regex.append(switch (arguments) {
            case Arguments.Json _ -> "\\{\\s*" + Pattern.quote('"' + firstArgument + '"');
            case Arguments.Marked marked -> "\\{" + Pattern.quote(firstArgument + ":" + marked.mark());
            case Arguments.Members members -> {
                String pattern = members.text().isEmpty() ? members.other() : members.text();
                yield Pattern.quote(pattern.substring(0, pattern.indexOf("{value}")).replace("{key}", firstArgument));
            }
        });
        return Pattern.compile(regex.toString());
    }
}
