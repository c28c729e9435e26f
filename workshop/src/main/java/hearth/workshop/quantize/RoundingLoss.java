package hearth.workshop.quantize;

import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.format.encode.BlockEncoder;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What rounding would take from a model's weights, estimated from some rows of each matrix that are encoded and decoded again. It says how
 * far the weights move, not how much worse the answers get: that only a comparison of the finished file can tell.
 *
 * @param relativeError sqrt(Σ (w - rounded)² / Σ w²) over all matrices that are rounded, each counted by its size; 0 if none is
 * @param sampledValues weights that were looked at
 */
public record RoundingLoss(double relativeError, long sampledValues) {
    private static final int MAX_ROWS = 64;

    /**
     * Looks at some weights.
     *
     * @param mostValues about how many
     * @throws hearth.format.InvalidModelException if a tensor cannot become what the options ask for
     */
    public static RoundingLoss sample(GgufFile source, QuantizationOptions options, long mostValues) {
        List<PlannedTensor> rounded = QuantizationPlan.of(source, options).tensors().stream().filter(tensor -> !tensor.isCopied()).toList();
        double noise = 0;
        double signal = 0;
        long values = 0;
        for (PlannedTensor tensor : rounded) {
            long share = mostValues / rounded.size();
            int rows = (int) Math.clamp(share / tensor.source().columns(), 1, Math.min(MAX_ROWS, rows(tensor.source())));
            double[] sums = sums(source, tensor, rows);
            double weight = (double) rows(tensor.source()) / rows;
            noise += weight * sums[0];
            signal += weight * sums[1];
            values += rows * tensor.source().columns();
        }
        return new RoundingLoss(signal == 0 ? 0 : Math.sqrt(noise / signal), values);
    }

    private static long rows(TensorInfo tensor) {
        return tensor.elementCount() / tensor.columns();
    }

    /** Σ (w - rounded)² and Σ w² of rows that are spread evenly. */
    private static double[] sums(GgufFile source, PlannedTensor tensor, int rows) {
        TensorInfo info = tensor.source();
        TensorType type = tensor.type();
        int columns = Math.toIntExact(info.columns());
        byte[] stored = new byte[Math.toIntExact(info.type().byteSize(columns))];
        byte[] encoded = new byte[Math.toIntExact(type.byteSize(columns))];
        float[] before = new float[columns];
        float[] after = new float[columns];
        BlockEncoder encoder = BlockEncoder.find(type).orElseThrow();
        double noise = 0;
        double signal = 0;
        for (int i = 0; i < rows; i++) {
            long row = (2L * i + 1) * rows(info) / (2L * rows);
            source.read(info, row * stored.length, MemorySegment.ofArray(stored));
            BlockDecoder.decode(info.type(), MemorySegment.ofArray(stored), 0, before, 0, columns);
            encoder.encode(before, 0, 1, columns, BlockEncoder.NO_IMPORTANCE, encoded, 0);
            BlockDecoder.decode(type, MemorySegment.ofArray(encoded), 0, after, 0, columns);
            for (int c = 0; c < columns; c++) {
                double error = before[c] - after[c];
                noise += error * error;
                signal += (double) before[c] * before[c];
            }
        }
        return new double[] {noise, signal};
    }
}
