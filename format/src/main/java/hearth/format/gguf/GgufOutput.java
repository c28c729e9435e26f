package hearth.format.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The bytes of a GGUF file, written through one buffer and counted. */
final class GgufOutput {
    private static final int VERSION = 3;

    private final WritableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10).order(ByteOrder.LITTLE_ENDIAN);
    private long position;

    GgufOutput(WritableByteChannel channel) {
        this.channel = channel;
    }

    void header(Map<String, MetadataValue> values, List<TensorInfo> tensors, int alignment) throws IOException {
        bytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        room(20).putInt(VERSION).putLong(tensors.size()).putLong(values.size());
        for (Map.Entry<String, MetadataValue> entry : values.entrySet()) {
            text(entry.getKey().getBytes(StandardCharsets.UTF_8));
            room(4).putInt(entry.getValue().type().id());
            value(entry.getValue());
        }
        long offset = 0;
        for (TensorInfo tensor : tensors) {
            info(tensor, offset);
            offset = Shapes.roundUp(Math.addExact(offset, tensor.byteSize()), alignment);
        }
        pad(alignment);
    }

    private void info(TensorInfo tensor, long offset) throws IOException {
        text(tensor.name().getBytes(StandardCharsets.UTF_8));
        room(4).putInt(tensor.shape().size());
        for (long size : tensor.shape()) {
            room(8).putLong(size);
        }
        room(12).putInt(tensor.type().ggmlId()).putLong(offset);
    }

    private void value(MetadataValue value) throws IOException {
        switch (value) {
            case MetadataValue.Whole whole -> whole(whole);
            case MetadataValue.Real real -> {
                if (real.type() == MetadataType.FLOAT32) {
                    room(4).putFloat((float) real.value());
                } else {
                    room(8).putDouble(real.value());
                }
            }
            case MetadataValue.Flag flag -> room(1).put((byte) (flag.value() ? 1 : 0));
            case MetadataValue.Text text -> text(text.value().getBytes(StandardCharsets.UTF_8));
            case NumberArray numbers -> {
                room(12).putInt(numbers.elementType().id()).putLong(numbers.length());
                bytes(numbers.bytes());
            }
            case TextArray texts -> {
                room(12).putInt(MetadataType.STRING.id()).putLong(texts.length());
                for (int i = 0; i < texts.length(); i++) {
                    text(texts.bytes(i));
                }
            }
        }
    }

    private void whole(MetadataValue.Whole whole) throws IOException {
        int bytes = whole.type().minBytes();
        room(bytes);
        for (int i = 0; i < bytes; i++) {
            buffer.put((byte) (whole.value() >>> 8 * i));
        }
    }

    /** Writes one tensor's data and its padding. */
    void tensor(TensorInfo tensor, TensorData data, int alignment) throws IOException {
        CountingChannel counted = new CountingChannel(tensor);
        data.writeTo(counted);
        if (counted.left != 0) {
            throw new IOException("tensor " + tensor.name() + " is " + counted.left + " bytes short of " + tensor.byteSize());
        }
        pad(alignment);
    }

    void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            position += channel.write(buffer);
        }
        buffer.clear();
    }

    private void pad(int alignment) throws IOException {
        long written = position + buffer.position();
        bytes(new byte[(int) (Shapes.roundUp(written, alignment) - written)]);
    }

    private void text(byte[] utf8) throws IOException {
        room(8).putLong(utf8.length);
        bytes(utf8);
    }

    private void bytes(byte[] bytes) throws IOException {
        bytes(ByteBuffer.wrap(bytes));
    }

    private void bytes(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() <= room(0).remaining()) {
            buffer.put(bytes);
            return;
        }
        flush();
        while (bytes.hasRemaining()) {
            position += channel.write(bytes);
        }
    }

    private ByteBuffer room(int count) throws IOException {
        if (buffer.remaining() < count) {
            flush();
        }
        return buffer;
    }

    /** Refuses data beyond the tensor's size before it can damage what follows. */
    private final class CountingChannel implements WritableByteChannel {
        private final TensorInfo tensor;
        private long left;

        private CountingChannel(TensorInfo tensor) {
            this.tensor = tensor;
            this.left = tensor.byteSize();
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (source.remaining() > left) {
                throw new IOException("tensor " + tensor.name() + " has more than its " + tensor.byteSize() + " bytes of data");
            }
            int count = source.remaining();
            bytes(source);
            left -= count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() {
            // The file stays open for the next tensor.
        }
    }
}
