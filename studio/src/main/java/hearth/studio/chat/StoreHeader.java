package hearth.studio.chat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The header of a database file, twice in its first two blocks; it names the newest chunk. H2 falls back to an older state when that chunk
 * is missing: right after a crash, but in a file that was closed well it means that the file was cut since, and what is left may even
 * look new and empty. Layout: "File Format" of H2's page on its MVStore.
 */
final class StoreHeader {
    private static final int BLOCK = 4096;
    private static final int CHUNK_HEAD = 64;

    private StoreHeader() {}

    /** Whether the file was closed well, and yet its newest chunk is not where it was. A file that has no header at all is H2's to judge. */
    static boolean isCut(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Map<String, String> newest = newest(channel);
            if (number(newest, "clean") != 1) {
                return false;
            }
            String head = text(channel, number(newest, "block") * BLOCK, CHUNK_HEAD);
            return !head.startsWith("chunk:" + newest.get("chunk") + ',');
        }
    }

    /** Whether the process that changed it last had the time to close it. */
    static boolean wasClosed(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return number(newest(channel), "clean") == 1;
        }
    }

    private static Map<String, String> newest(FileChannel channel) throws IOException {
        Map<String, String> newest = Map.of();
        for (int i = 0; i < 2; i++) {
            Map<String, String> fields = fields(text(channel, (long) i * BLOCK, BLOCK));
            if (number(fields, "version") > number(newest, "version")) {
                newest = fields;
            }
        }
        return newest;
    }

    private static String text(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) > 0) {
            // Until the block is full, or the file ends.
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }

    /** {@code name:value,name:value} up to the end of a line; none if it is no header. */
    private static Map<String, String> fields(String block) {
        int end = block.indexOf('\n');
        Map<String, String> fields = new HashMap<>();
        if (end > 0 && block.startsWith("H:2,")) {
            for (String field : block.substring(0, end).split(",")) {
                int colon = field.indexOf(':');
                if (colon > 0) {
                    fields.put(field.substring(0, colon), field.substring(colon + 1));
                }
            }
        }
        return fields;
    }

    /** A hexadecimal number; -1 if there is none. */
    private static long number(Map<String, String> fields, String name) {
        String text = fields.getOrDefault(name, "");
        return text.matches("[0-9a-f]{1,12}") ? Long.parseLong(text, 16) : -1;
    }
}
