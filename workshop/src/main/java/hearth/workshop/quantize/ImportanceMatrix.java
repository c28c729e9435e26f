package hearth.workshop.quantize;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.TensorInfo;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How much an error in each column of each matrix costs: the mean square of what the column is multiplied with, over a
 * calibration text. Read from llama.cpp's files, GGUF or the older form.
 *
 * @param file name of the file, without folders
 * @param datasets names of the calibration texts
 * @param chunkCount pieces of text that were run
 * @param columns for each matrix by name: one number a column, expert after expert where there are several
 */
public record ImportanceMatrix(String file, List<String> datasets, int chunkCount, Map<String, float[]> columns) {
    public ImportanceMatrix {
        datasets = List.copyOf(datasets);
        columns = Collections.unmodifiableMap(new TreeMap<>(columns));
        for (Map.Entry<String, float[]> entry : columns.entrySet()) {
            for (float value : entry.getValue()) {
                if (!(value >= 0) || value == Float.POSITIVE_INFINITY) {
                    throw InvalidModelException.inFile(Kind.MALFORMED, file,
                            "importance of '" + entry.getKey() + "' holds " + value + ", not a finite number from 0 on");
                }
            }
        }
    }

    /**
     * Reads a file of either form.
     *
     * @throws InvalidModelException if it is neither, or damaged
     */
    public static ImportanceMatrix read(Path path) {
        return ImportanceReader.read(path);
    }

    /**
     * The numbers for a tensor; empty if there are none.
     *
     * @throws InvalidModelException if there are more or fewer than the tensor has columns, over all experts
     */
    Optional<float[]> of(TensorInfo tensor) {
        float[] found = columns.get(tensor.name());
        if (found == null) {
            return Optional.empty();
        }
        long expected = tensor.columns() * tensor.size(2);
        if (found.length != expected) {
            throw InvalidModelException.inFile(Kind.MALFORMED, file, "has " + found.length + " numbers for '" + tensor.name()
                    + "', which has " + expected + " columns: it was made for another model");
        }
        return Optional.of(found);
    }
}
