package hearth.workshop.export;

import hearth.compute.MatrixSource;
import hearth.engine.model.TensorSource;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.awq.AwqMethod;
import hearth.workshop.awq.Rounder;
import hearth.workshop.calibrate.CalibrationPass;
import hearth.workshop.calibrate.FloatRows;
import hearth.workshop.calibrate.MatrixInputs;
import hearth.workshop.calibrate.MatrixRows;
import hearth.workshop.calibrate.SecondMoments;
import hearth.workshop.calibrate.Workers;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import hearth.workshop.gptq.AffineMatrix;
import hearth.workshop.gptq.AffineRounding;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.quantize.QuantizationListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a Hugging Face folder as a GPTQ or AWQ checkpoint: the matrices of the layers packed, all other tensors as they are (AWQ changes
 * norms and biases), {@code config.json} with a {@code quantization_config}, and the other files of the folder.
 */
public final class CheckpointExport {
    private final Path source;
    private final ExportOptions options;
    private final QuantizationListener listener;

    public CheckpointExport(Path source, ExportOptions options, QuantizationListener listener) {
        this.source = source;
        this.options = options;
        this.listener = listener;
    }

    /**
     * Writes the folder, which appears under its name when it is complete.
     *
     * @param target must not exist
     * @throws IOException if writing fails, or the target is there
     * @throws InvalidModelException if the source is quantized, or its layers can't be said in this format
     */
    public void write(Path target) throws IOException {
        try (HuggingFaceFolder folder = HuggingFaceFolder.open(source); CheckpointFolder out = CheckpointFolder.create(target)) {
            if (folder.config().has("quantization_config")) {
                throw InvalidModelException.inFile(Kind.UNSUPPORTED, folder.name(), "is quantized already");
            }
            Conversion conversion = Conversion.plan(folder, ConversionOptions.defaults().withType(WeightType.STORED));
            LinearPlan plan = LinearPlan.of(conversion, folder, options.format());
            Map<String, float[]> changed;
            try (SafetensorsWriter writer = new SafetensorsWriter(out.weights(), entries(folder, conversion, plan));
                    Workers workers = new Workers(options.gptq().threads())) {
                PackedLinears linears = new PackedLinears(conversion, plan, options, writer);
                changed = new Rounds(folder, conversion, plan, linears, workers).run();
                new PlainTensors(folder, writer).write(plan, changed);
                writer.finish();
            }
            out.finish(folder, options.layout().config(options.format(), options.gptq().damping()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** All tensors of the result. What AWQ may change is stored as F32: rounding it once more would undo some of the good. */
    private Map<String, SafetensorsWriter.Entry> entries(HuggingFaceFolder folder, Conversion conversion, LinearPlan plan) {
        Set<String> vectors = options.rounding() == ExportOptions.Rounding.AWQ ? PlainTensors.vectors(conversion) : Set.of();
        Map<String, SafetensorsWriter.Entry> entries = new LinkedHashMap<>();
        for (StoredTensor tensor : folder.weights().tensors().values()) {
            if (plan.sources().containsKey(tensor.name())) {
                for (PackedTensor packed : options.layout().tensors(options.format(), tensor.shape().get(0), tensor.shape().get(1))) {
                    entries.put(LinearPlan.module(tensor.name()) + packed.suffix(),
                            new SafetensorsWriter.Entry(packed.type(), packed.shape()));
                }
            } else {
                ElementType type = vectors.contains(tensor.name()) ? ElementType.F32 : tensor.type();
                entries.put(tensor.name(), new SafetensorsWriter.Entry(type, tensor.shape()));
            }
        }
        return entries;
    }

    private GgufFile model() {
        return Conversion.open(source, ConversionOptions.defaults().withType(WeightType.STORED));
    }

    /** The rounding of one folder. */
    private final class Rounds {
        private final HuggingFaceFolder folder;
        private final Conversion conversion;
        private final LinearPlan plan;
        private final PackedLinears linears;
        private final AffineRounding rounding;
        private long done;
        private long total;

        Rounds(HuggingFaceFolder folder, Conversion conversion, LinearPlan plan, PackedLinears linears, Workers workers) {
            this.folder = folder;
            this.conversion = conversion;
            this.plan = plan;
            this.linears = linears;
            rounding = new AffineRounding(options.format(), workers);
            for (StoredTensor tensor : plan.sources().values()) {
                total += tensor.elementCount();
            }
        }

        /** Values of tensors of the source that are neither packed nor as they were. */
        Map<String, float[]> run() {
            Map<String, float[]> changed = Map.of();
            switch (options.rounding()) {
                case PLAIN -> {
                    listener.stage("rounding");
                    try (GgufFile file = model()) {
                        roundAll(file, Map.of());
                    }
                }
                case GPTQ -> {
                    listener.stage("rounding with GPTQ");
                    new CalibrationPass(CheckpointExport.this::model, options.calibration()).run(this::visit);
                }
                case AWQ -> changed = runAwq();
            }
            requireAll();
            return changed;
        }

        private Map<String, float[]> runAwq() {
            try (AwqMethod awq = AwqMethod.prepare(CheckpointExport.this::model, plan.models(), this::rounder, options.calibration(),
                    options.calibrationName(), options.awq(), listener)) {
                listener.stage("rounding");
                done = 0;
                roundAll(awq.model(), awq.importance().columns());
                return PlainTensors.changed(folder, conversion, plan, awq);
            }
        }

        /** Rounds pieces of rows on the caller's thread. */
        private Rounder rounder(String tensor) {
            return (values, offset, rows, columns, importance) -> {
                FloatRows piece = new FloatRows(rows, columns, Arrays.copyOfRange(values, offset, offset + rows * columns));
                System.arraycopy(rounding.roundHere(piece, importance).values(), 0, values, offset, rows * columns);
            };
        }

        private void roundAll(GgufFile file, Map<String, float[]> importance) {
            for (String name : plan.models()) {
                TensorInfo tensor = file.tensor(name);
                int columns = Math.toIntExact(tensor.columns());
                FloatRows values = FloatRows.of(new TensorSource(file, tensor, 0, Math.toIntExact(tensor.rows()), columns));
                linears.put(name, 0, rounding.roundPlainly(values, importance.getOrDefault(name, ones(columns))));
                advance(values.values().length);
            }
        }

        private static float[] ones(int count) {
            float[] ones = new float[count];
            Arrays.fill(ones, 1);
            return ones;
        }

        private List<MatrixSource> visit(MatrixInputs inputs, List<MatrixRows> matrices, List<MatrixSource> stored) {
            List<MatrixSource> result = new ArrayList<>(stored);
            Optional<double[][]> moments = Optional.empty();
            for (int i = 0; i < matrices.size(); i++) {
                MatrixRows matrix = matrices.get(i);
                if (plan.models().contains(matrix.tensor().name())) {
                    moments = moments.or(() -> Optional.of(SecondMoments.of(inputs)));
                    AffineMatrix rounded = rounding.round(FloatRows.of(stored.get(i)), moments.get(), options.gptq());
                    linears.put(matrix.tensor().name(), matrix.firstRow(), rounded);
                    result.set(i, new FloatRows(rounded.rows(), rounded.columns(), rounded.values()));
                    advance((long) matrix.rows() * matrix.columns());
                }
            }
            return result;
        }

        private void advance(long values) {
            done += values;
            listener.encoded(Math.min(done, total), total);
        }

        private void requireAll() {
            if (!linears.left().isEmpty()) {
                throw InvalidModelException.inFile(Kind.UNSUPPORTED, folder.name(), "has matrices that a forward pass does not multiply"
                        + " with as they are stored, which can't be packed: " + linears.left());
            }
        }
    }
}
