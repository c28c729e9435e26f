package hearth.store.pull;

import hearth.format.ByteSource;
import hearth.format.gguf.GgufFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The beginning of a GGUF file that is not on this machine: all that it says about itself, and none of its weights.
 *
 * @param source what it was found by
 * @param fileBytes length of the whole file
 * @param head its first bytes, the whole header among them
 */
public record RemoteHeader(String source, String fileName, long fileBytes, byte[] head) {
    /** The file as if it were here; reading weights fails. */
    public GgufFile open() {
        return GgufFile.open(List.of(new Head(this)));
    }

    /**
     * Writes a file of the full length with the header and a hole behind it, for those who read files; it takes the header's space.
     *
     * @param target must not exist
     */
    public void write(Path target) throws IOException {
        try (FileChannel out = FileChannel.open(
                target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            ByteBuffer bytes = ByteBuffer.wrap(head);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            if (fileBytes > head.length) {
                out.write(ByteBuffer.allocate(1), fileBytes - 1);
            }
        }
    }

    private record Head(RemoteHeader of) implements ByteSource {
        @Override
        public String name() {
            return of.fileName();
        }

        @Override
        public long byteSize() {
            return of.fileBytes();
        }

        @Override
        public int read(long byteOffset, ByteBuffer target) throws IOException {
            if (byteOffset >= of.head().length) {
                throw new IOException("only the header is on this machine");
            }
            int count = (int) Math.min(target.remaining(), of.head().length - byteOffset);
            target.put(of.head(), (int) byteOffset, count);
            return count;
        }

        @Override
        public void close() {
            // Bytes in memory.
        }
    }
}
