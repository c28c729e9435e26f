package hearth.format.gguf;

import hearth.format.CheckedReader;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the tensor infos of one file and proves that each tensor lies inside the file. Offsets must be exactly the running
 * sum of the padded sizes, as the reference reader demands.
 */
final class TensorInfoReader {
    /** Name length, dimension count, type and offset: the smallest info. */
    static final int MIN_BYTES = 8 + 4 + 4 + 8;

    static final int MAX_NAME_BYTES = 63;
    static final int MAX_DIMENSIONS = 4;

    private final CheckedReader in;
    private final long fileBytes;
    private final int file;
    private final int alignment;

    TensorInfoReader(CheckedReader in, long fileBytes, int file, int alignment) {
        this.in = in;
        this.fileBytes = fileBytes;
        this.file = file;
        this.alignment = alignment;
    }

    List<TensorInfo> read(int count) {
        List<TensorInfo> relative = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long expectedOffset = 0;
        for (int i = 0; i < count; i++) {
            TensorInfo info = info(i);
            if (!names.add(info.name())) {
                throw in.error(Kind.MALFORMED, "tensor " + Quoted.of(info.name()) + " occurs twice");
            }
            if (info.byteOffset() != expectedOffset) {
                throw in.error(Kind.MALFORMED, "tensor " + Quoted.of(info.name()) + " has offset "
                        + Long.toUnsignedString(info.byteOffset()) + ", expected " + expectedOffset);
            }
            relative.add(info);
            expectedOffset = paddedEnd(info);
        }
        return absolute(relative);
    }

    private TensorInfo info(int index) {
        String name = in.text(in.int64(), MAX_NAME_BYTES, "name of tensor " + index);
        if (name.isEmpty()) {
            throw in.error(Kind.MALFORMED, "tensor " + index + " has no name");
        }
        String quoted = Quoted.of(name);
        int dimensions = in.require(in.unsigned32(), Long.BYTES, MAX_DIMENSIONS, "shape of tensor " + quoted);
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < dimensions; i++) {
            shape.add(in.int64());
        }
        TensorType type = type(in.int32(), quoted);
        long byteSize = byteSize(shape, type, quoted);
        return new TensorInfo(name, type, shape, file, in.int64(), byteSize);
    }

    private TensorType type(int id, String tensor) {
        return TensorType.ofGgmlId(id).orElseThrow(() -> {
            boolean removed = id == 4 || id == 5 || id >= 31 && id <= 33 || id >= 36 && id <= 38;
            return in.error(Kind.UNSUPPORTED, "tensor " + tensor + " has " + (removed ? "the removed" : "unknown")
                    + " type id " + id + (removed ? "; convert the file again" : ""));
        });
    }

    private long byteSize(List<Long> shape, TensorType type, String tensor) {
        String problem = Shapes.problem(shape, type);
        if (problem != null) {
            throw in.error(Kind.MALFORMED, "tensor " + tensor + " " + problem);
        }
        return type.byteSize(Shapes.elementCount(shape));
    }

    private long paddedEnd(TensorInfo info) {
        // Both parts are checked against the file first, so the sums cannot overflow.
        if (info.byteSize() > fileBytes || info.byteOffset() > fileBytes - info.byteSize()) {
            throw outside(info);
        }
        return Shapes.roundUp(info.byteOffset() + info.byteSize(), alignment);
    }

    private List<TensorInfo> absolute(List<TensorInfo> relative) {
        long dataStart = Shapes.roundUp(in.position(), alignment);
        List<TensorInfo> absolute = new ArrayList<>(relative.size());
        for (TensorInfo info : relative) {
            long start = dataStart + info.byteOffset();
            if (start + info.byteSize() > fileBytes) {
                throw outside(info);
            }
            absolute.add(new TensorInfo(info.name(), info.type(), info.shape(), file, start, info.byteSize()));
        }
        return absolute;
    }

    private RuntimeException outside(TensorInfo info) {
        return in.error(Kind.TRUNCATED, "tensor " + Quoted.of(info.name()) + " needs " + info.byteSize()
                + " bytes at data offset " + info.byteOffset() + ", which ends outside the file of " + fileBytes + " bytes");
    }
}
