package hearth.workshop.awq;

import hearth.format.gguf.TensorInfo;
import java.util.Arrays;

/** Importance of the columns of a tensor, expert by expert. */
final class ColumnImportance {
    private final int columns;
    private final ChannelStatistics[] parts;

    ColumnImportance(TensorInfo tensor) {
        columns = Math.toIntExact(tensor.columns());
        parts = new ChannelStatistics[Math.toIntExact(tensor.size(2))];
    }

    /** Of the first rows only, where a fused matrix comes in pieces: all get the same inputs. */
    void add(int part, ChannelStatistics statistics) {
        if (parts[part] == null) {
            parts[part] = statistics;
        }
    }

    /** One number a column, part after part; all ones of a part that met no token. */
    float[] values(float[] factors) {
        float[] values = new float[columns * parts.length];
        Arrays.fill(values, 1);
        for (int p = 0; p < parts.length; p++) {
            if (parts[p] != null) {
                System.arraycopy(parts[p].importance(factors), 0, values, p * columns, columns);
            }
        }
        return values;
    }
}
