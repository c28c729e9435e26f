package hearth.cli;

import hearth.workshop.awq.AwqOptions;
import hearth.workshop.calibrate.CalibrationOptions;
import hearth.workshop.evaluate.CalibrationText;
import hearth.workshop.export.CheckpointLayout;
import hearth.workshop.export.ExportOptions;
import hearth.workshop.gptq.AffineFormat;
import hearth.workshop.gptq.ColumnOrder;
import hearth.workshop.gptq.GptqOptions;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How {@code hearth quantize} rounds: each value for itself, or by what the matrices are multiplied with. */
final class MethodArguments {
    /** The ways there are. */
    enum Method {
        PLAIN,
        GPTQ,
        AWQ
    }

    /** What is written. */
    enum Format {
        GGUF,
        GPTQ,
        AWQ
    }

    @Option(names = "--method", paramLabel = "METHOD",
            description = "plain (default), gptq or awq; the last two run a calibration text through the model.")
    private String method;

    @Option(names = "--format", paramLabel = "FORMAT",
            description = "gguf (default), or gptq or awq: a folder for Hugging Face's libraries, made from such a folder.")
    private String format = "gguf";

    @Option(names = "--bits", paramLabel = "N", description = "--format gptq: bits of a weight: 2, 4 (default) or 8.")
    private int bits = 4;

    @Option(names = "--group-size", paramLabel = "N", description = "--format: inputs that share a scale (default 128).")
    private int groupSize = 128;

    @Option(names = "--asymmetric", description = "--format gptq: zeros of their own, as AWQ always has; not all readers are fast then.")
    private boolean asymmetric;

    @Option(names = "--calibration", paramLabel = "TEXT", description = "Calibration text; - is standard input (default: our own).")
    private Path calibration;

    @Option(names = "--calibration-length", paramLabel = "N", description = "Tokens of a sequence (default 512).")
    private int length = 512;

    @Option(names = "--calibration-sequences", paramLabel = "N", description = "Most sequences (default and most: 32).")
    private int sequences;

    @Option(names = "--order", paramLabel = "ORDER", description = "gptq: columns by blocks (default), columns, or stored.")
    private String order = "blocks";

    @Option(names = "--damping", paramLabel = "X", description = "gptq: share of the mean that is added to the Hessian (default 0.01).")
    private double damping = 0.01;

    Method method() {
        if (method == null) {
            return switch (format()) {
                case GGUF -> Method.PLAIN;
                case GPTQ -> Method.GPTQ;
                case AWQ -> Method.AWQ;
            };
        }
        return choice(Method.class, "--method", method);
    }

    Format format() {
        return choice(Format.class, "--format", format);
    }

    /** Options for a folder. */
    ExportOptions export(Services services, int cores, int threads) {
        CheckpointLayout layout = format() == Format.AWQ ? CheckpointLayout.AWQ : CheckpointLayout.GPTQ;
        ExportOptions.Rounding rounding = switch (method()) {
            case PLAIN -> ExportOptions.Rounding.PLAIN;
            case GPTQ -> ExportOptions.Rounding.GPTQ;
            case AWQ -> ExportOptions.Rounding.AWQ;
        };
        if (groupSize < 8) {
            throw new CommandException("--group-size " + groupSize + " is too small; it must be 8 or more");
        }
        try {
            AffineFormat numbers = layout.format(bits, groupSize, layout == CheckpointLayout.GPTQ && !asymmetric);
            return new ExportOptions(layout, numbers, rounding, calibration(services, cores), calibrationName(), gptq(threads),
                    AwqOptions.defaults().withThreads(threads));
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage());
        }
    }

    /** What the calibration text is called. */
    String calibrationName() {
        return calibration == null ? CalibrationText.NAME : calibration.getFileName().toString();
    }

    /** The calibration text and how it is cut; also makes the vector kernels ready that it will run on. */
    CalibrationOptions calibration(Services services, int threads) {
        VectorModule.load().ifPresent(reason -> services.io().err().println("Warning: " + reason));
        String text = calibration == null ? CalibrationText.read() : EvaluationArguments.text(services, calibration);
        return CalibrationOptions.of(text).withLength(length).withCount(sequences).withThreads(threads);
    }

    GptqOptions gptq(int threads) {
        if (!(damping > 0) || damping > 1) {
            throw new CommandException("--damping " + damping + " must be above 0 and at most 1");
        }
        return GptqOptions.defaults().withOrder(choice(ColumnOrder.class, "--order", order)).withDamping(damping).withThreads(threads);
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String option, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name.toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        StringBuilder known = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            known.append(known.isEmpty() ? "" : ", ").append(constant.name().toLowerCase(Locale.ROOT));
        }
        throw new CommandException(option + " " + name + " is not one of " + known);
    }
}
