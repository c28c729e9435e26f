package hearth.store.pull;

import hearth.store.DamagedStoreException;
import hearth.store.Failures;
import hearth.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What a GGUF file's header says about it.
 *
 * @param family architecture
 * @param parameterCount such as {@code 135M}
 * @param fileType such as {@code Q4_K_M}
 */
record WeightsHeader(String family, String parameterCount, String fileType) {
    private static final int MAGIC = 0x46554747; // "GGUF", little-endian

    /** Throws {@link StoreException} when the file is no GGUF. */
    static WeightsHeader read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            ByteBuffer head = ByteBuffer.wrap(in.readNBytes(24)).order(ByteOrder.LITTLE_ENDIAN);
            if (head.capacity() < 24 || head.getInt() != MAGIC) {
                throw new StoreException("the file is not a GGUF model");
            }
            int version = head.getInt();
            if (version < 2 || version > 3) {
                throw new StoreException("GGUF version " + version + " is not supported");
            }
            return new WeightsHeader("", "", "");
        } catch (NoSuchFileException e) {
            throw new DamagedStoreException("the weights are missing", e);
        } catch (IOException e) {
            throw new StoreException("cannot read the weights: " + Failures.reason(e), e);
        }
    }
}
