package hearth.workshop.export;

import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.tensor.Values.SourceRow;
import hearth.workshop.gptq.AffineMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Gathers rounded rows and writes each linear layer of the source when it has all of its own. */
final class PackedLinears {
    private final Conversion conversion;
    private final LinearPlan plan;
    private final ExportOptions options;
    private final SafetensorsWriter writer;
    private final Map<String, LinearRows> open = new HashMap<>();
    private final Set<String> left;

    PackedLinears(Conversion conversion, LinearPlan plan, ExportOptions options, SafetensorsWriter writer) {
        this.conversion = conversion;
        this.plan = plan;
        this.options = options;
        this.writer = writer;
        left = new TreeSet<>(plan.sources().keySet());
    }

    /** Takes the rows of a matrix of the GGUF form, from {@code firstRow} of its tensor on. */
    void put(String model, long firstRow, AffineMatrix matrix) {
        for (int r = 0; r < matrix.rows(); r++) {
            SourceRow place = conversion.sourceRow(model, firstRow + r).orElseThrow();
            StoredTensor stored = plan.sources().get(place.tensor());
            LinearRows rows = open.computeIfAbsent(place.tensor(), _ -> new LinearRows(
                    options.format(), Math.toIntExact(stored.shape().get(0)), Math.toIntExact(stored.shape().get(1))));
            rows.put(matrix, r, Math.toIntExact(place.row()));
            if (rows.isWhole()) {
                write(place.tensor(), rows.matrix());
                open.remove(place.tensor());
            }
        }
    }

    private void write(String weight, AffineMatrix matrix) {
        try {
            for (PackedTensor tensor : options.layout().tensors(options.format(), matrix.rows(), matrix.columns())) {
                byte[] bytes = options.layout().pack(tensor, matrix);
                writer.write(LinearPlan.module(weight) + tensor.suffix(), 0, bytes, bytes.length);
            }
            left.remove(weight);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Matrices of the source that have not come whole. */
    Set<String> left() {
        return Set.copyOf(left);
    }
}
