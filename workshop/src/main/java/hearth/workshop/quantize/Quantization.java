package hearth.workshop.quantize;

import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufLayout;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A planned quantization of an open model. It streams: each thread holds some hundred thousand values, never a whole tensor.
 * The source must stay open until the work is done.
 */
public final class Quantization {
    private static final int QUANTIZATION_VERSION = 2;

    private final GgufFile source;
    private final QuantizationOptions options;
    private final QuantizationPlan plan;
    private final GgufLayout layout;

    private Quantization(GgufFile source, QuantizationOptions options) {
        this.source = source;
        this.options = options;
        this.plan = QuantizationPlan.of(source, options);
        this.layout = writer().layout();
    }

    /**
     * Plans; no weights are read.
     *
     * @throws InvalidModelException if a tensor cannot become what the options ask for
     */
    public static Quantization of(GgufFile source, QuantizationOptions options) {
        return new Quantization(source, options);
    }

    public QuantizationPlan plan() {
        return plan;
    }

    /** Bytes of the result. */
    public long byteSize() {
        return layout.byteSize();
    }

    /**
     * Writes the result, which appears under its name when it is complete. Until then the work lies beside it in a file of the
     * same name and {@value PartFile#SUFFIX} behind: what a stopped or killed run has finished is not done again, if source and
     * options are the same.
     *
     * @param listener hears the progress; an exception from it stops the work
     * @throws IOException if writing fails, the disk has too little room, or another process works on the same file
     * @throws InvalidModelException if the source cannot be read or a value is not finite
     */
    public void write(Path target, QuantizationListener listener) throws IOException {
        write(target, listener, RoundingMethod.NONE);
    }

    /** As the other one, with some of the tensors rounded by this method. */
    public void write(Path target, QuantizationListener listener, RoundingMethod method) throws IOException {
        refuseSource(target);
        byte[] identity = PlanIdentity.of(source, plan, layout, options, method.identity());
        try (PartFile part = PartFile.open(target, layout, identity, listener)) {
            method.round(new EncodedTensors(plan, layout, part, listener));
            listener.stage("quantizing");
            new EncodingRun(source, plan, layout, part, listener, options).run();
            part.finish();
        }
    }

    private void refuseSource(Path target) throws IOException {
        if (source.path().isPresent() && Files.exists(target) && Files.isSameFile(source.path().get(), target)) {
            throw new IOException(target + " is the model to read from; write to another file");
        }
    }

    private GgufWriter writer() {
        GgufWriter writer = new GgufWriter().putAll(source.metadata().values());
        writer.remove(MetadataKeys.Split.NUMBER).remove(MetadataKeys.Split.COUNT).remove(MetadataKeys.Split.TENSOR_COUNT);
        // Removed first, so that they come last as in llama.cpp's files.
        writer.remove(MetadataKeys.General.QUANTIZATION_VERSION).put(MetadataKeys.General.QUANTIZATION_VERSION, QUANTIZATION_VERSION);
        writer.remove(MetadataKeys.General.FILE_TYPE).put(MetadataKeys.General.FILE_TYPE, options.fileType().id());
        options.importance().ifPresent(matrix -> {
            writer.put(MetadataKeys.Quantize.IMPORTANCE_FILE, matrix.file());
            if (!matrix.datasets().isEmpty()) {
                writer.put(MetadataKeys.Quantize.IMPORTANCE_DATASET, matrix.datasets().getFirst());
            }
            writer.put(MetadataKeys.Quantize.IMPORTANCE_ENTRY_COUNT, matrix.columns().size());
            writer.put(MetadataKeys.Quantize.IMPORTANCE_CHUNK_COUNT, matrix.chunkCount());
        });
        for (PlannedTensor tensor : plan.tensors()) {
            writer.tensor(tensor.source().name(), tensor.type(), tensor.source().shape(), _ -> {
                throw new IOException("only the layout is asked of this writer");
            });
        }
        return writer;
    }
}
