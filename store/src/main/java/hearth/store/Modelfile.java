package hearth.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The recipe of a model as Ollama writes it: lines of an instruction and its value. */
public record Modelfile(List<Instruction> instructions) {
    /** More is no recipe. */
    public static final int MAX_BYTES = 4 << 20;

    private static final Pattern PARAMETER = Pattern.compile("([A-Za-z0-9_]+)[ \\t]+(.*)", Pattern.DOTALL);
    private static final Pattern MESSAGE = Pattern.compile("(system|user|assistant)[ \\t]+(.*)", Pattern.DOTALL);

    /** What there is to say about a model. */
    public enum Kind {
        FROM,
        PARAMETER,
        TEMPLATE,
        SYSTEM,
        ADAPTER,
        LICENSE,
        MESSAGE,
        RENDERER,
        PARSER,
        REQUIRES,
        DRAFT
    }

    /**
     * One instruction.
     *
     * @param line its line, from 1
     * @param value without its quotes
     */
    public record Instruction(Kind kind, int line, String value) {}

    public Modelfile {
        instructions = List.copyOf(instructions);
    }

    /**
     * Reads a recipe in UTF-8, or UTF-16 with a mark of its byte order.
     *
     * @throws InvalidModelfileException with the line of the first error
     */
    public static Modelfile parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new InvalidModelfileException(0, "it has more than " + MAX_BYTES + " bytes");
        }
        boolean big = bytes.length > 1 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF;
        boolean little = bytes.length > 1 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE;
        return parse(new String(bytes, big || little ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8));
    }

    /** @throws InvalidModelfileException with the line of the first error */
    public static Modelfile parse(String text) {
        Modelfile parsed = new Modelfile(new ModelfileReader(text).read());
        if (parsed.values(Kind.FROM).isEmpty()) {
            throw new InvalidModelfileException(0, "no FROM line");
        }
        return parsed;
    }

    /** The values of all instructions of a kind, in order. */
    public List<String> values(Kind kind) {
        return instructions.stream().filter(each -> each.kind() == kind).map(Instruction::value).toList();
    }

    /** The value of the last instruction of a kind: it replaces those before. */
    public Optional<String> value(Kind kind) {
        List<String> values = values(kind);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }

    /**
     * The parameters: numbers and truth values as such, other values as text; {@code stop} as a list of all its texts.
     *
     * @throws InvalidModelfileException if one has no name or no value
     */
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        List<String> stops = new ArrayList<>();
        for (Instruction each : of(Kind.PARAMETER)) {
            Matcher matcher = matched(PARAMETER, each, "PARAMETER needs a name and a value");
            String name = matcher.group(1).toLowerCase(Locale.ROOT);
            String value = ModelfileReader.unquoted(matcher.group(2));
            if (name.equals("stop")) {
                stops.add(value);
                parameters.put(name, List.copyOf(stops));
            } else {
                parameters.put(name, typed(value));
            }
        }
        return parameters;
    }

    /**
     * The messages, each with {@code role} and {@code content}.
     *
     * @throws InvalidModelfileException if a role is none
     */
    public List<Map<String, Object>> messages() {
        List<Map<String, Object>> messages = new ArrayList<>();
        for (Instruction each : of(Kind.MESSAGE)) {
            Matcher matcher = matched(MESSAGE, each, "MESSAGE needs a role, which is system, user or assistant, and a text");
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("role", matcher.group(1));
            message.put("content", ModelfileReader.unquoted(matcher.group(2)));
            messages.add(message);
        }
        return messages;
    }

    private List<Instruction> of(Kind kind) {
        return instructions.stream().filter(each -> each.kind() == kind).toList();
    }

    private static Matcher matched(Pattern pattern, Instruction instruction, String rule) {
        Matcher matcher = pattern.matcher(instruction.value());
        if (!matcher.matches()) {
            throw new InvalidModelfileException(instruction.line(), rule);
        }
        return matcher;
    }

    private static Object typed(String value) {
        if (value.equals("true") || value.equals("false")) {
            return Boolean.valueOf(value);
        }
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException notWhole) {
            try {
                double real = Double.parseDouble(value);
                return Double.isFinite(real) ? (Object) real : value;
            } catch (NumberFormatException noNumber) {
                return value;
            }
        }
    }
}
