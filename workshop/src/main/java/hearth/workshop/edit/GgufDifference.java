package hearth.workshop.edit;

import hearth.format.BlockDecoder;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * How two models differ.
 *
 * @param metadata keys that are not equal, in alphabetical order
 * @param tensors tensors that are not equal, in alphabetical order
 */
public record GgufDifference(List<Key> metadata, List<Tensor> tensors) {
    private static final int PIECE_VALUES = 1 << 18;

    /** One key; an empty text where the file has none. */
    public record Key(String name, String first, String second) {}

    /**
     * One tensor.
     *
     * @param first type and shape, empty where the first file has none
     * @param second the same of the second
     * @param largest largest difference of two values, NaN where shapes differ or one is missing
     * @param relative root mean square of the differences over that of the first file's values, or NaN
     */
    public record Tensor(String name, String first, String second, double largest, double relative) {}

    public boolean isEmpty() {
        return metadata.isEmpty() && tensors.isEmpty();
    }

    /**
     * Compares.
     *
     * @param withValues whether weights are read; else tensors of equal type and shape count as equal
     * @param bytesCompared hears how many bytes of the first model are done
     */
    public static GgufDifference of(GgufFile first, GgufFile second, boolean withValues, LongConsumer bytesCompared) {
        List<Tensor> tensors = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(first.tensors().keySet());
        names.addAll(second.tensors().keySet());
        long done = 0;
        for (String name : names) {
            TensorInfo one = first.tensors().get(name);
            TensorInfo other = second.tensors().get(name);
            if (one == null || other == null || !one.shape().equals(other.shape())) {
                tensors.add(new Tensor(name, text(one), text(other), Double.NaN, Double.NaN));
            } else if (withValues) {
                Comparison comparison = new Comparison(first, one, second, other);
                if (comparison.differ || one.type() != other.type()) {
                    tensors.add(new Tensor(name, text(one), text(other), comparison.largest, comparison.relative()));
                }
            } else if (one.type() != other.type()) {
                tensors.add(new Tensor(name, text(one), text(other), Double.NaN, Double.NaN));
            }
            done += one == null ? 0 : one.byteSize();
            bytesCompared.accept(done);
        }
        return new GgufDifference(keys(first.metadata().values(), second.metadata().values()), List.copyOf(tensors));
    }

    private static String text(TensorInfo tensor) {
        return tensor == null ? "" : tensor.type() + " " + tensor.shape();
    }

    private static List<Key> keys(Map<String, MetadataValue> first, Map<String, MetadataValue> second) {
        TreeSet<String> names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        List<Key> keys = new ArrayList<>();
        for (String name : names) {
            MetadataValue one = first.get(name);
            MetadataValue other = second.get(name);
            if (one == null || !one.equals(other)) {
                keys.add(new Key(name, text(one), text(other)));
            }
        }
        return List.copyOf(keys);
    }

    private static String text(MetadataValue value) {
        return switch (value) {
            case null -> "";
            case MetadataValue.Text text -> text.value();
            case MetadataValue.Flag flag -> Boolean.toString(flag.value());
            case MetadataValue.Whole whole -> whole.value() + " " + whole.type();
            case MetadataValue.Real real -> real.value() + " " + real.type();
            case MetadataValue.Array array -> array.toString();
        };
    }

    /** The values of two tensors of one shape, piece by piece. */
    private static final class Comparison {
        private boolean differ;
        private double largest;
        private double squares;
        private double reference;

        Comparison(GgufFile first, TensorInfo one, GgufFile second, TensorInfo other) {
            int piece = (int) Math.min(PIECE_VALUES, one.elementCount());
            float[] a = new float[piece];
            float[] b = new float[piece];
            for (long done = 0; done < one.elementCount(); done += piece) {
                int count = (int) Math.min(piece, one.elementCount() - done);
                read(first, one, done, a, count);
                read(second, other, done, b, count);
                compare(a, b, count);
            }
        }

        private static void read(GgufFile file, TensorInfo tensor, long from, float[] target, int count) {
            byte[] bytes = new byte[Math.toIntExact(tensor.type().byteSize(count))];
            file.read(tensor, tensor.type().byteSize(from), MemorySegment.ofArray(bytes));
            BlockDecoder.decode(tensor.type(), MemorySegment.ofArray(bytes), 0, target, 0, count);
        }

        private void compare(float[] a, float[] b, int count) {
            for (int i = 0; i < count; i++) {
                double difference = (double) a[i] - b[i];
                differ |= Float.floatToIntBits(a[i]) != Float.floatToIntBits(b[i]);
                largest = Math.max(largest, Math.abs(difference));
                squares += difference * difference;
                reference += (double) a[i] * a[i];
            }
        }

        private double relative() {
            return squares == 0 ? 0 : Math.sqrt(squares / reference);
        }
    }
}
