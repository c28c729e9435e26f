package hearth.format;

import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/** Random tensor bytes whose scales are finite. */
public final class RandomBlocks {
    private RandomBlocks() {}

    /** Bytes of {@code count} values, a multiple of the block size. */
    public static byte[] bytes(TensorType type, long count, RandomGenerator random) {
        byte[] bytes = new byte[Math.toIntExact(type.byteSize(count))];
        random.nextBytes(bytes);
        MemorySegment segment = MemorySegment.ofArray(bytes);
        for (int start = 0; start < bytes.length; start += type.blockBytes()) {
            while (BlockValidity.check(type, segment.asSlice(start, type.blockBytes())).invalidCount() > 0) {
                byte[] block = new byte[type.blockBytes()];
                random.nextBytes(block);
                System.arraycopy(block, 0, bytes, start, block.length);
            }
        }
        return bytes;
    }
}
