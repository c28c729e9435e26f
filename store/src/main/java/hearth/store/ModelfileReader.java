package hearth.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Cuts a Modelfile into instructions. Values may run over lines in {@code "} or {@code """}; there are no escapes. */
final class ModelfileReader {
    private static final String TRIPLE = "\"\"\"";
    private static final String SINGLE = "\"";
    private static final int MAX_INSTRUCTIONS = 100_000;

    private final List<String> lines;
    private int at;

    ModelfileReader(String text) {
        this.lines = text.replaceFirst("^\uFEFF", "").replaceAll("[\\p{Cntrl}&&[^\r\n\t]]", "").lines().toList();
    }

    List<Modelfile.Instruction> read() {
        List<Modelfile.Instruction> instructions = new ArrayList<>();
        while (at < lines.size()) {
            String line = lines.get(at).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                at++;
                continue;
            }
            if (instructions.size() >= MAX_INSTRUCTIONS) {
                throw new InvalidModelfileException(at + 1, "there are more than " + MAX_INSTRUCTIONS + " instructions");
            }
            instructions.add(instruction(line));
        }
        return instructions;
    }

    private Modelfile.Instruction instruction(String line) {
        int number = at + 1;
        int end = 0;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        Modelfile.Kind kind = kind(line.substring(0, end), number);
        String rest = line.substring(end).strip();
        if (rest.isEmpty()) {
            throw new InvalidModelfileException(number, kind + " has no value");
        }
        // A role or a name stands before the quotes.
        boolean named = kind == Modelfile.Kind.MESSAGE || kind == Modelfile.Kind.PARAMETER;
        int valueAt = named ? afterWord(rest) : 0;
        return new Modelfile.Instruction(kind, number, rest.substring(0, valueAt) + value(rest.substring(valueAt), number, named));
    }

    private static Modelfile.Kind kind(String word, int number) {
        String upper = word.toUpperCase(Locale.ROOT);
        Optional<Modelfile.Kind> kind = Arrays.stream(Modelfile.Kind.values()).filter(each -> each.name().equals(upper)).findFirst();
        return kind.orElseThrow(() -> new InvalidModelfileException(number, "'" + word + "' is none of "
                + Arrays.stream(Modelfile.Kind.values()).map(Enum::name).collect(Collectors.joining(", "))));
    }

    private static int afterWord(String rest) {
        int end = 0;
        while (end < rest.length() && !Character.isWhitespace(rest.charAt(end))) {
            end++;
        }
        while (end < rest.length() && Character.isWhitespace(rest.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Takes lines up to the one that ends with the quote the value begins with. */
    private String value(String first, int number, boolean keepsQuotes) {
        String quote = first.startsWith(TRIPLE) ? TRIPLE : first.startsWith(SINGLE) ? SINGLE : "";
        if (quote.isEmpty()) {
            at++;
            return first;
        }
        StringBuilder text = new StringBuilder(first);
        while (!closes(text, quote)) {
            if (++at >= lines.size()) {
                throw new InvalidModelfileException(number, "the text has no closing " + quote);
            }
            text.append('\n').append(lines.get(at));
        }
        at++;
        String whole = text.toString().stripTrailing();
        return keepsQuotes ? whole : unquoted(whole);
    }

    private static boolean closes(CharSequence text, String quote) {
        String so = text.toString().stripTrailing();
        return so.length() >= 2 * quote.length() && so.endsWith(quote);
    }

    /** The text between its quotes, if it has such. */
    static String unquoted(String text) {
        for (String quote : List.of(TRIPLE, SINGLE)) {
            if (text.length() >= 2 * quote.length() && text.startsWith(quote) && text.endsWith(quote)) {
                return text.substring(quote.length(), text.length() - quote.length());
            }
        }
        return text;
    }
}
