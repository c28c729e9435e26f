package hearth.format.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Produces the bytes of one tensor while the file is written, so that no model must fit in memory. */
@FunctionalInterface
public interface TensorData {
    /** Writes exactly the tensor's bytes, in as many pieces as it likes. */
    void writeTo(WritableByteChannel channel) throws IOException;

    /** Data already in memory, on heap (bytes only) or off. */
    static TensorData of(MemorySegment bytes) {
        return channel -> {
            long piece = 64L << 20;
            for (long done = 0; done < bytes.byteSize(); done += piece) {
                ByteBuffer next = bytes.asSlice(done, Math.min(piece, bytes.byteSize() - done)).asByteBuffer();
                while (next.hasRemaining()) {
                    channel.write(next);
                }
            }
        };
    }

    /** Data copied from another model while writing. */
    static TensorData copyOf(GgufFile file, TensorInfo tensor) {
        return channel -> {
            byte[] piece = new byte[(int) Math.min(1 << 20, tensor.byteSize())];
            for (long done = 0; done < tensor.byteSize(); done += piece.length) {
                int count = (int) Math.min(piece.length, tensor.byteSize() - done);
                file.read(tensor, done, MemorySegment.ofArray(piece).asSlice(0, count));
                ByteBuffer next = ByteBuffer.wrap(piece, 0, count);
                while (next.hasRemaining()) {
                    channel.write(next);
                }
            }
        };
    }
}
