package hearth.workshop.gptq;

import hearth.compute.MatrixSource;
import hearth.engine.model.TensorSource;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import hearth.workshop.calibrate.CalibrationOptions;
import hearth.workshop.calibrate.CalibrationPass;
import hearth.workshop.calibrate.FloatRows;
import hearth.workshop.calibrate.MatrixInputs;
import hearth.workshop.calibrate.MatrixRows;
import hearth.workshop.calibrate.SecondMoments;
import hearth.workshop.calibrate.Workers;
import hearth.workshop.quantize.EncodedTensors;
import hearth.workshop.quantize.PlannedTensor;
import hearth.workshop.quantize.QuantizationPlan;
import hearth.workshop.quantize.RoundingMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Rounds the matrices of a model's layers with GPTQ, in the order of a forward pass of the calibration text: what a matrix is multiplied
 * with comes from layers that are rounded already. Embedding and output are left to the usual rounding, and so are matrices that got too
 * few tokens, as experts may.
 */
public final class GptqMethod implements RoundingMethod {
    /** With fewer tokens than this share of the columns a Hessian says little. */
    private static final int COLUMNS_PER_TOKEN = 4;

    private final Supplier<GgufFile> model;
    private final CalibrationOptions calibration;
    private final GptqOptions options;

    /** @param model opens the model that is quantized; called more than once */
    public GptqMethod(Supplier<GgufFile> model, CalibrationOptions calibration, GptqOptions options) {
        this.model = model;
        this.calibration = calibration;
        this.options = options;
    }

    /**
     * Checks that GPTQ can make the types of a plan.
     *
     * @throws InvalidModelException if a matrix of the layers would get a type that it can't
     */
    public static void require(QuantizationPlan plan, String file) {
        for (PlannedTensor tensor : plan.tensors()) {
            if (isRounded(tensor) && BlockCodes.find(tensor.type()).isEmpty()) {
                throw InvalidModelException.inFile(Kind.UNSUPPORTED, file, "tensor '" + tensor.source().name() + "' would become "
                        + tensor.type() + ", whose codes stand for several values at once or are no numbers; GPTQ rounds to types"
                        + " with a code for each value: Q4_0 Q4_1 Q5_0 Q5_1 Q8_0, Q2_K to Q6_K, IQ4_NL, IQ4_XS");
            }
        }
    }

    private static boolean isRounded(PlannedTensor tensor) {
        boolean plain = tensor.type() == TensorType.F32 || tensor.type() == TensorType.F16 || tensor.type() == TensorType.BF16;
        return !plain && !tensor.isCopied() && TensorNames.layer(tensor.source().name()).isPresent();
    }

    @Override
    public byte[] identity() {
        return ("gptq 1 " + options.order() + " " + options.damping() + " " + calibration.length() + " " + calibration.count() + " "
                        + calibration.text())
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void round(EncodedTensors target) throws IOException {
        require(target.plan(), "the model");
        target.listener().stage("rounding with GPTQ");
        try (Workers workers = new Workers(options.threads())) {
            Round round = new Round(target, workers);
            new CalibrationPass(model, calibration).run(round::visit);
            try (GgufFile source = model.get()) {
                round.fillGaps(source);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The work on one model. */
    private final class Round {
        private final EncodedTensors target;
        private final Workers workers;
        private final long total;
        private final Map<String, RowCoverage> coverage = new TreeMap<>();
        private long done;

        Round(EncodedTensors target, Workers workers) {
            this.target = target;
            this.workers = workers;
            total = target.plan().tensors().stream().filter(GptqMethod::isRounded).mapToLong(t -> t.source().elementCount()).sum();
        }

        List<MatrixSource> visit(MatrixInputs inputs, List<MatrixRows> matrices, List<MatrixSource> stored) {
            List<MatrixSource> result = new ArrayList<>(stored);
            Map<Integer, ColumnLinks> links = new TreeMap<>(); // by block size, which the order of columns may depend on
            double[][] moments = null;
            boolean enough = (long) inputs.rowCount() * COLUMNS_PER_TOKEN >= inputs.columns();
            for (int i = 0; i < matrices.size(); i++) {
                MatrixRows matrix = matrices.get(i);
                PlannedTensor planned = target.find(matrix.tensor().name()).orElseThrow();
                if (!isRounded(planned)) {
                    continue;
                }
                try {
                    if (target.isDone(planned)) {
                        result.set(i, written(planned, matrix));
                        advance(matrix);
                    } else if (enough) {
                        moments = moments == null ? SecondMoments.of(inputs) : moments;
                        double[][] known = moments;
                        ColumnLinks own = links.computeIfAbsent(planned.type().blockSize(), size -> links(known, size));
                        result.set(i, round(planned, matrix, stored.get(i), own));
                        advance(matrix);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return result;
        }

        private ColumnLinks links(double[][] moments, int blockSize) {
            return ColumnLinks.of(moments, options.order(), blockSize, options.damping(), workers);
        }

        private FloatRows written(PlannedTensor planned, MatrixRows matrix) throws IOException {
            byte[] blocks = target.read(planned, matrix.firstRow(), matrix.rows());
            return new MatrixRounding(planned.type(), workers).decode(blocks, matrix.rows(), matrix.columns());
        }

        private FloatRows round(PlannedTensor planned, MatrixRows matrix, MatrixSource stored, ColumnLinks links) throws IOException {
            MatrixRounding rounding = new MatrixRounding(planned.type(), workers);
            byte[] blocks = rounding.round(FloatRows.of(stored), links, options.order() == ColumnOrder.COLUMNS);
            write(planned, matrix.firstRow(), matrix.rows(), blocks);
            return rounding.decode(blocks, matrix.rows(), matrix.columns());
        }

        private void write(PlannedTensor planned, long firstRow, int rows, byte[] blocks) throws IOException {
            target.write(planned, firstRow, blocks);
            RowCoverage covered = coverage.computeIfAbsent(
                    planned.source().name(), _ -> new RowCoverage(planned.source().rows()));
            covered.add(firstRow, rows);
            if (covered.isWhole()) {
                target.done(planned);
                coverage.remove(planned.source().name());
            }
        }

        private void advance(MatrixRows matrix) {
            done += (long) matrix.rows() * matrix.columns();
            target.listener().encoded(Math.min(done, total), total);
        }

        /** Rows of tensors that were begun: their experts got too few tokens. Tensors that were not begun are left to others. */
        void fillGaps(GgufFile source) throws IOException {
            for (PlannedTensor planned : target.plan().tensors()) {
                if (isRounded(planned) && !target.isDone(planned)) {
                    note(planned);
                    RowCoverage covered = coverage.get(planned.source().name());
                    if (covered != null) {
                        fillGaps(source, planned, covered);
                    }
                }
            }
        }

        private void note(PlannedTensor planned) {
            RowCoverage covered = coverage.get(planned.source().name());
            String name = planned.source().name();
            target.listener().note(covered == null
                    ? name + " was met by no or too few calibration tokens, or is not multiplied as it is stored: rounded plainly"
                    : "some experts of " + name + " were met by too few calibration tokens: rounded plainly");
        }

        private void fillGaps(GgufFile source, PlannedTensor planned, RowCoverage covered) throws IOException {
            TensorInfo tensor = source.tensor(planned.source().name());
            int end = Math.toIntExact(tensor.rows());
            int step = Math.toIntExact(tensor.size(1));
            for (int gap = covered.nextGap(0); gap < end; gap = covered.nextGap(gap)) {
                int rows = Math.min(step, covered.gapEnd(gap) - gap);
                FloatRows values = FloatRows.of(new TensorSource(source, tensor, gap, rows, Math.toIntExact(tensor.columns())));
                write(planned, gap, rows, new MatrixRounding(planned.type(), workers).roundPlainly(values));
                covered.add(gap, rows);
            }
        }
    }
}
