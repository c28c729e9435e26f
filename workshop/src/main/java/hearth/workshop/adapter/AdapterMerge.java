package hearth.workshop.adapter;

import hearth.engine.adapter.Adapters;
import hearth.format.BlockDecoder;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys.Split;
import hearth.format.gguf.TensorData;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.convert.ConversionListener;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Set;

/**
 * A model with its adapters worked into the weights: W' = W + Σ scale · B · A, computed in float32 and stored in the tensor's own type.
 * What no adapter names is copied byte for byte. Valid while model and adapters are open.
 */
public final class AdapterMerge {
    private static final int PIECE_VALUES = 1 << 20;
    private static final Set<TensorType> TYPES = Set.of(TensorType.F32, TensorType.F16, TensorType.BF16);

    private final GgufFile model;
    private final Adapters adapters;

    /** @throws InvalidModelException if an adapted tensor is quantized: rounding it again would change all of it, not only what was added */
    public AdapterMerge(GgufFile model, Adapters adapters) {
        this.model = model;
        this.adapters = adapters;
        for (String name : adapters.tensorNames()) {
            TensorType type = model.tensor(name).type();
            if (!TYPES.contains(type)) {
                throw InvalidModelException.inFile(Kind.UNSUPPORTED, model.name(), "tensor '" + name + "' is " + type
                        + ": only F32, F16 and BF16 weights can be merged, because others would be rounded a second time; merge into a "
                        + "model of full precision, then quantize, or apply the adapter while the model runs");
            }
        }
    }

    /**
     * Writes the result: whole and durable, or not at all.
     *
     * @param listener hears the progress; an exception from it stops the work
     * @throws IOException if writing fails
     * @throws InvalidModelException if a file cannot be read any more, or an adapter's data can't be used
     */
    public void write(Path target, ConversionListener listener) throws IOException {
        GgufWriter writer = new GgufWriter().putAll(model.metadata().values());
        writer.remove(Split.NUMBER).remove(Split.COUNT).remove(Split.TENSOR_COUNT);
        long total = model.tensors().values().stream().mapToLong(TensorInfo::byteSize).reduce(0, Math::addExact);
        long[] written = {0};
        for (TensorInfo tensor : model.tensors().values()) {
            TensorData data = adapters.tensorNames().contains(tensor.name()) ? channel -> merge(tensor, channel) : TensorData.copyOf(model, tensor);
            writer.tensor(tensor.name(), tensor.type(), tensor.shape(), channel -> {
                data.writeTo(channel);
                written[0] += tensor.byteSize();
                listener.written(written[0], total);
            });
        }
        writer.write(target);
    }

    private void merge(TensorInfo tensor, WritableByteChannel channel) throws IOException {
        int columns = Math.toIntExact(tensor.columns());
        int most = (int) Math.clamp(PIECE_VALUES / columns, 1, tensor.rows());
        for (long row = 0; row < tensor.rows(); row += most) {
            int rows = (int) Math.min(most, tensor.rows() - row);
            byte[] bytes = new byte[Math.toIntExact(rows * tensor.rowBytes())];
            model.read(tensor, row * tensor.rowBytes(), MemorySegment.ofArray(bytes));
            float[] values = new float[Math.multiplyExact(rows, columns)];
            BlockDecoder.decode(tensor.type(), MemorySegment.ofArray(bytes), 0, values, 0, values.length);
            adapters.addTo(tensor, row, rows, values);
            ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            encode(tensor, values, out);
            out.rewind();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }
    }

    private void encode(TensorInfo tensor, float[] values, ByteBuffer out) {
        for (float value : values) {
            switch (tensor.type()) {
                case F32 -> out.putFloat(value);
                case F16 -> out.putShort(half(tensor, value));
                default -> out.putShort(bfloat16(value));
            }
        }
    }

    private short half(TensorInfo tensor, float value) {
        short half = Float.floatToFloat16(value);
        if (!Float.isFinite(Float.float16ToFloat(half))) {
            throw InvalidModelException.inFile(Kind.UNSUPPORTED, model.name(),
                    "tensor '" + tensor.name() + "' with the adapter added holds " + value + ", too large for F16");
        }
        return half;
    }

    /** To nearest, ties to even. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
