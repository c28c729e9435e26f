package hearth.workshop.convert.tensor;

import hearth.format.BlockDecoder;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** A tensor of a safetensors file as float32. */
public record StoredValues(SafetensorsFolder folder, StoredTensor tensor) implements Values {
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** @throws InvalidModelException if the element type has no plain meaning as numbers */
    public StoredValues {
        switch (tensor.type()) {
            case F32, F16, BF16, F64, F8_E4M3, F8_E5M2 -> { }
            default -> throw InvalidModelException.inFile(Kind.UNSUPPORTED, folder.fileOf(tensor), "tensor '" + tensor.name()
                    + "' has type " + tensor.type() + ", which cannot be converted");
        }
    }

    @Override
    public String name() {
        return tensor.name();
    }

    @Override
    public List<Long> shape() {
        return tensor.shape();
    }

    @Override
    public Optional<SourceRow> sourceRow(long row) {
        return Optional.of(new SourceRow(name(), row));
    }

    /** Whether the file has the values as this type, byte for byte. */
    boolean isStoredAs(TensorType type) {
        return switch (type) {
            case F32 -> tensor.type() == ElementType.F32;
            case F16 -> tensor.type() == ElementType.F16;
            case BF16 -> tensor.type() == ElementType.BF16;
            default -> false;
        };
    }

    /** Bytes of values as they are stored. */
    void copy(long first, int count, byte[] target, int offset) {
        int bytesEach = tensor.type().bits() / 8;
        folder.read(tensor, first * bytesEach, MemorySegment.ofArray(target).asSlice(offset, (long) count * bytesEach));
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        int bytesEach = tensor.type().bits() / 8;
        byte[] bytes = new byte[Math.multiplyExact(count, bytesEach)];
        MemorySegment segment = MemorySegment.ofArray(bytes);
        folder.read(tensor, first * bytesEach, segment);
        switch (tensor.type()) {
            case F32 -> BlockDecoder.decode(TensorType.F32, segment, 0, target, offset, count);
            case F16 -> BlockDecoder.decode(TensorType.F16, segment, 0, target, offset, count);
            case BF16 -> BlockDecoder.decode(TensorType.BF16, segment, 0, target, offset, count);
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    target[offset + i] = (float) segment.get(DOUBLE, 8L * i);
                }
            }
            default -> {
                boolean wide = tensor.type() == ElementType.F8_E5M2;
                for (int i = 0; i < count; i++) {
                    target[offset + i] = wide ? EightBitFloat.e5m2(bytes[i]) : EightBitFloat.e4m3(bytes[i]);
                }
            }
        }
    }

    @Override
    public Kept kept() {
        return switch (tensor.type()) {
            case F32 -> Kept.plain(this, TensorType.F32);
            case F16 -> Kept.plain(this, TensorType.F16);
            case F64 -> new Kept.Not("is F64, which no model in GGUF uses", TensorType.F32);
            // Eight-bit floats fit in BF16.
            default -> Kept.plain(this, TensorType.BF16);
        };
    }
}
