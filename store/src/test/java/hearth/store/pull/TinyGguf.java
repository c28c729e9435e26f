package hearth.store.pull;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Valid GGUF files of any size: one F32 tensor of random bytes. */
final class TinyGguf {
    private TinyGguf() {}

    static byte[] of(int valueCount, long seed) {
        return file(valueCount, seed, "token_embd.weight", 0, 1);
    }

    /** Part {@code part}, counted from 0, of a split model; each has one tensor. */
    static byte[] part(int part, int parts, int valueCount) {
        return file(valueCount, part, "part" + part, part, parts);
    }

    private static byte[] file(int valueCount, long seed, String tensor, int part, int parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        u32(out, 3);
        u64(out, 1);
        u64(out, parts == 1 ? 2 : 4);
        text(out, "general.architecture");
        u32(out, 8);
        text(out, "llama");
        text(out, "general.file_type");
        u32(out, 4);
        u32(out, 0);
        if (parts > 1) {
            text(out, "split.no");
            u32(out, 4);
            u32(out, part);
            text(out, "split.count");
            u32(out, 4);
            u32(out, parts);
        }
        text(out, tensor);
        u32(out, 1);
        u64(out, valueCount);
        u32(out, 0);
        u64(out, 0);
        while (out.size() % 32 != 0) {
            out.write(0);
        }
        SplittableRandom random = new SplittableRandom(seed);
        byte[] data = new byte[valueCount * 4];
        random.nextBytes(data);
        out.writeBytes(data);
        while (out.size() % 32 != 0) {
            out.write(0);
        }
        return out.toByteArray();
    }

    private static void u32(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    private static void u64(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        u64(out, bytes.length);
        out.writeBytes(bytes);
    }
}
