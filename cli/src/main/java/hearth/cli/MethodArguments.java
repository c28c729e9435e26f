package hearth.cli;

import hearth.workshop.calibrate.CalibrationOptions;
import hearth.workshop.evaluate.CalibrationText;
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

    @Option(names = "--method", paramLabel = "METHOD",
            description = "plain (default), gptq or awq; the last two run a calibration text through the model.")
    private String method = "plain";

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
        return choice(Method.class, "--method", method);
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
