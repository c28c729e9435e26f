package hearth.workshop.awq;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufLayout;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.calibrate.MatrixRows;
import hearth.workshop.convert.VirtualGguf;
import hearth.workshop.convert.tensor.Blocks;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A model whose columns are multiplied with factors and what comes before them divided by the same, so that it computes as before. */
final class FoldedModel {
    private final GgufFile file;
    private final Map<String, float[]> columns = new HashMap<>();
    private final Map<String, float[]> rows = new HashMap<>();

    FoldedModel(GgufFile file) {
        this.file = file;
    }

    /**
     * Moves factors.
     *
     * @param factors one for each number of a norm, or for each row of a matrix
     */
    void fold(List<MatrixRows> linears, FoldTarget target, float[] factors) {
        int width = linears.getFirst().columns();
        float[] ofColumns = new float[width];
        float[] inverse = new float[factors.length];
        for (int i = 0; i < factors.length; i++) {
            inverse[i] = 1 / factors[i];
        }
        for (int c = 0; c < width; c++) {
            ofColumns[c] = factors[target instanceof FoldTarget.Rows read ? read.rowOf(c) : c];
        }
        linears.stream().map(linear -> linear.tensor().name()).distinct().forEach(name -> multiply(columns, name, 0, ofColumns, width));
        switch (target) {
            case FoldTarget.Norm norm -> {
                multiply(columns, norm.weight(), 0, inverse, width);
                bias(norm.bias(), 0, inverse);
            }
            case FoldTarget.Rows before -> {
                multiply(rows, before.weight(), before.firstRow(), inverse, Math.toIntExact(file.tensor(before.weight()).rows()));
                bias(before.bias(), before.firstRow(), inverse);
            }
        }
    }

    private void bias(String name, int first, float[] factors) {
        file.findTensor(name).ifPresent(bias -> multiply(columns, name, first, factors, Math.toIntExact(bias.columns())));
    }

    private static void multiply(Map<String, float[]> all, String tensor, int first, float[] factors, int size) {
        float[] own = all.computeIfAbsent(tensor, _ -> {
            float[] ones = new float[size];
            Arrays.fill(ones, 1);
            return ones;
        });
        for (int i = 0; i < factors.length; i++) {
            own[first + i] *= factors[i];
        }
    }

    /** What the columns of a tensor are multiplied with; nothing where they stay. */
    float[] columnFactors(String tensor) {
        return columns.getOrDefault(tensor, new float[0]);
    }

    /** Names of the tensors that are not as they were. */
    Set<String> changed() {
        Set<String> names = new TreeSet<>(columns.keySet());
        names.addAll(rows.keySet());
        return names;
    }

    /** The model as an open file: changed tensors are F32, their values computed when they are read. The original must stay open. */
    GgufFile open() {
        GgufWriter writer = new GgufWriter().putAll(file.metadata().values());
        Map<String, Blocks> blocks = new HashMap<>();
        for (TensorInfo tensor : file.tensors().values()) {
            Blocks own = columns.containsKey(tensor.name()) || rows.containsKey(tensor.name())
                    ? new FoldedTensor(file, tensor, columnFactors(tensor.name()), rows.getOrDefault(tensor.name(), new float[0]))
                    : new StoredTensorBlocks(file, tensor);
            blocks.put(tensor.name(), own);
            writer.tensor(tensor.name(), own.type(), tensor.shape(), _ -> {
                throw new IOException("only the layout is asked of this writer");
            });
        }
        GgufLayout layout = writer.layout();
        return GgufFile.open(List.of(new VirtualGguf(file.name(), layout, blocks, () -> {})));
    }
}
