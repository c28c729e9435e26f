package hearth.cli;

import hearth.engine.ModelSummary;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.NumberArray;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TextArray;
import hearth.store.ModelDetails;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Prints what a model is, in the sections of Ollama's {@code show}. */
final class ModelReport {
    private static final int PADDING = 4;
    private static final int SHOWN_ELEMENTS = 3;
    private static final int SHOWN_LINES = 2;
    private static final int MAX_VALUE = 80;

    private final PrintStream out;

    ModelReport(PrintStream out) {
        this.out = out;
    }

    /** @param packedBytes of the packed copies of its weights; 0 = there is none */
    void print(GgufFile file, Optional<ModelDetails> details, boolean verbose, long packedBytes) {
        ModelSummary summary = ModelSummary.of(file);
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"architecture", summary.architecture()});
        if (summary.parameterCount() > 0) {
            rows.add(new String[] {"parameters", Display.parameterCount(summary.parameterCount())});
        }
        summary.trainedContextLength().ifPresent(n -> rows.add(new String[] {"context length", Integer.toString(n)}));
        summary.hiddenSize().ifPresent(n -> rows.add(new String[] {"embedding length", Integer.toString(n)}));
        rows.add(new String[] {"quantization", summary.quantization()});
        if (packedBytes > 0) {
            rows.add(new String[] {"packed copy", Display.bytes(packedBytes)});
        }
        section("Model", rows);
        if (summary.parameterCount() > 0) {
            section("Capabilities", List.<String[]>of(new String[] {summary.embeds() ? "embedding" : "completion"}));
        }
        section("Parameters", ShowCommand.parameterLines(details).stream()
                .map(line -> line.split(" +", 2))
                .toList());
        if (verbose) {
            section("Metadata", metadataRows(file));
            section("Tensors", file.tensors().values().stream().map(ModelReport::tensorRow).toList());
        }
        text("System", details.flatMap(ModelDetails::system).stream().toList());
        List<String> licenses = details.map(ModelDetails::licenses).orElse(List.of());
        text("License", licenses.isEmpty()
                ? file.metadata().optionalString(MetadataKeys.General.LICENSE).stream().toList()
                : licenses);
    }

    private static String[] tensorRow(TensorInfo tensor) {
        return new String[] {tensor.name(), tensor.type().name(), tensor.shape().toString()};
    }

    private static List<String[]> metadataRows(GgufFile file) {
        return new TreeMap<>(file.metadata().values())
                .entrySet().stream()
                        .map(entry -> new String[] {entry.getKey(), shown(entry.getValue())})
                        .toList();
    }

    /** A value on one line; long arrays and texts cut. */
    static String shown(MetadataValue value) {
        return switch (value) {
            case MetadataValue.Whole whole -> Long.toString(whole.value());
            case MetadataValue.Real real -> Double.toString(real.value());
            case MetadataValue.Flag flag -> Boolean.toString(flag.value());
            case MetadataValue.Text text -> cut(text.value());
            case TextArray texts -> array(texts.stream().limit(SHOWN_ELEMENTS).map(ModelReport::cut).toList(), texts.length());
            case NumberArray numbers -> array(first(numbers), numbers.length());
        };
    }

    private static List<String> first(NumberArray numbers) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < Math.min(SHOWN_ELEMENTS, numbers.length()); i++) {
            shown.add(numbers.elementType().isFloat() ? Double.toString(numbers.real(i)) : Long.toString(numbers.whole(i)));
        }
        return shown;
    }

    private static String array(List<String> shown, int length) {
        String more = length > shown.size() ? ", ...+" + (length - shown.size()) + " more" : "";
        return "[" + String.join(", ", shown) + more + "]";
    }

    private static String cut(String text) {
        // Control characters of an untrusted file must not reach the terminal.
        String line = text.replace("\n", "\\n").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= MAX_VALUE ? line : line.substring(0, MAX_VALUE) + "...";
    }

    private void section(String title, List<String[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        });
        out.println("  " + title);
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder("    ");
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).repeat(' ', widths[i] - row[i].length() + PADDING);
            }
            out.println(line);
        }
        out.println();
    }

    /** The first lines of a long text. */
    private void text(String title, List<String> texts) {
        List<String> lines = texts.stream().flatMap(String::lines).map(String::strip).filter(line -> !line.isEmpty()).toList();
        List<String[]> rows = new ArrayList<>();
        lines.stream().limit(SHOWN_LINES).forEach(line -> rows.add(new String[] {line}));
        if (lines.size() > SHOWN_LINES) {
            rows.add(new String[] {"..."});
        }
        section(title, rows);
    }
}
