package hearth.format.gguf;

import hearth.format.ByteSource;
import hearth.format.RandomBlocks;
import hearth.format.TensorType;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A GGUF file as loose fields, so that a test can make any one of them wrong. It starts as a random valid file. */
final class GgufSketch {
    private static final List<TensorType> TYPES =
            List.of(TensorType.F32, TensorType.F16, TensorType.Q4_0, TensorType.Q8_0, TensorType.Q4_K, TensorType.I8);

    byte[] magic = {'G', 'G', 'U', 'F'};
    int version = 3;
    Long tensorCount;
    Long keyCount;
    final List<Key> keys = new ArrayList<>();
    final List<Tensor> tensors = new ArrayList<>();
    int alignment = 32;
    /** Bytes of data cut off at the end, padding of the last tensor not counted. */
    int missingBytes;
    boolean lastPadding = true;

    static final class Key {
        Long nameLength;
        byte[] name;
        int type;
        byte[] value;

        Key(String name, MetadataType type, byte[] value) {
            this.name = name.getBytes(StandardCharsets.UTF_8);
            this.type = type.id();
            this.value = value;
        }
    }

    static final class Tensor {
        Long nameLength;
        byte[] name;
        Integer dimensions;
        long[] shape;
        int type;
        Long offset;
        byte[] data;

        Tensor(String name, TensorType type, long[] shape, byte[] data) {
            this.name = name.getBytes(StandardCharsets.UTF_8);
            this.type = type.ggmlId();
            this.shape = shape;
            this.data = data;
        }
    }

    /** A valid file with all value types and some tensors. */
    static GgufSketch random(Random random) {
        GgufSketch sketch = new GgufSketch();
        sketch.keys.add(new Key("general.architecture", MetadataType.STRING, text("llama")));
        for (MetadataType type : MetadataType.values()) {
            sketch.keys.add(new Key("key." + type, type, value(type, random)));
            sketch.keys.add(new Key("key." + random.nextLong(), type, value(type, random)));
        }
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            sketch.addTensor("tensor." + i, TYPES.get(random.nextInt(TYPES.size())), random);
        }
        return sketch;
    }

    void addTensor(String name, TensorType type, Random random) {
        long[] shape = new long[1 + random.nextInt(4)];
        Arrays.setAll(shape, i -> 1 + random.nextInt(3));
        shape[0] *= type.blockSize();
        long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        tensors.add(new Tensor(name, type, shape, RandomBlocks.bytes(type, count, random)));
    }

    private static byte[] value(MetadataType type, Random random) {
        return switch (type) {
            case STRING -> text("value " + random.nextInt());
            case ARRAY -> random.nextBoolean()
                    ? array(MetadataType.STRING.id(), 2, text("one"), text("two"))
                    : array(MetadataType.INT16.id(), 3, new byte[6]);
            default -> {
                byte[] bytes = new byte[type.minBytes()];
                random.nextBytes(bytes);
                yield bytes;
            }
        };
    }

    static byte[] text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return join(int64(bytes.length), bytes);
    }

    static byte[] array(int elementType, long count, byte[]... elements) {
        return join(int32(elementType), int64(count), join(elements));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] int32(int value) {
        return Arrays.copyOf(int64(value), 4);
    }

    static byte[] int64(long value) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    Key key(String name) {
        return keys.stream()
                .filter(key -> new String(key.name, StandardCharsets.UTF_8).equals(name))
                .findFirst()
                .orElseThrow();
    }

    void align(int bytes) {
        alignment = bytes;
        keys.add(new Key("general.alignment", MetadataType.UINT32, int32(bytes)));
    }

    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(magic);
        out.writeBytes(int32(version));
        out.writeBytes(int64(tensorCount == null ? tensors.size() : tensorCount));
        out.writeBytes(int64(keyCount == null ? keys.size() : keyCount));
        for (Key key : keys) {
            out.writeBytes(int64(key.nameLength == null ? key.name.length : key.nameLength));
            out.writeBytes(key.name);
            out.writeBytes(int32(key.type));
            out.writeBytes(key.value);
        }
        long offset = 0;
        for (Tensor tensor : tensors) {
            out.writeBytes(int64(tensor.nameLength == null ? tensor.name.length : tensor.nameLength));
            out.writeBytes(tensor.name);
            out.writeBytes(int32(tensor.dimensions == null ? tensor.shape.length : tensor.dimensions));
            for (long size : tensor.shape) {
                out.writeBytes(int64(size));
            }
            out.writeBytes(int32(tensor.type));
            out.writeBytes(int64(tensor.offset == null ? offset : tensor.offset));
            offset += roundUp(tensor.data.length);
        }
        if (!tensors.isEmpty()) {
            out.writeBytes(new byte[roundUp(out.size()) - out.size()]);
        }
        return data(out);
    }

    private byte[] data(ByteArrayOutputStream out) {
        int end = out.size();
        for (Tensor tensor : tensors) {
            out.writeBytes(new byte[roundUp(out.size()) - out.size()]);
            out.writeBytes(tensor.data);
            end = out.size();
        }
        if (lastPadding && missingBytes == 0) {
            out.writeBytes(new byte[roundUp(out.size()) - out.size()]);
            end = out.size();
        }
        return Arrays.copyOf(out.toByteArray(), end - missingBytes);
    }

    private int roundUp(int value) {
        return (value + alignment - 1) / alignment * alignment;
    }

    static GgufFile open(byte[] bytes) {
        return GgufFile.open(List.of(ByteSource.of("sketch.gguf", MemorySegment.ofArray(bytes))));
    }
}
