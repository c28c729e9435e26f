package hearth.server.library;

import hearth.format.ByteSource;
import hearth.format.gguf.GgufFile;
import hearth.store.Digest;
import hearth.store.ModelStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Blobs opened as the GGUF files that they are, under the names that their user knows. */
final class GgufBlobs {
    private GgufBlobs() {}

    /**
     * Opens a model.
     *
     * @param files its parts in their order, by the names to tell in errors
     * @throws hearth.format.InvalidModelException if they are no GGUF model, or not all parts of one
     */
    static GgufFile open(ModelStore store, List<Map.Entry<String, Digest>> files) {
        List<ByteSource> sources = new ArrayList<>();
        try {
            files.forEach(file -> sources.add(new Named(file.getKey(), ByteSource.open(store.layout().blob(file.getValue())))));
        } catch (RuntimeException | Error e) {
            sources.forEach(ByteSource::close);
            throw e;
        }
        return GgufFile.open(sources);
    }

    private record Named(String name, ByteSource source) implements ByteSource {
        @Override
        public long byteSize() {
            return source.byteSize();
        }

        @Override
        public int read(long byteOffset, ByteBuffer target) throws IOException {
            return source.read(byteOffset, target);
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
