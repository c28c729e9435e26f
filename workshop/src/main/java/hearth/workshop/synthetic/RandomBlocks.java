package hearth.workshop.synthetic;

import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.workshop.convert.tensor.Blocks;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;

/** A tensor of random blocks. A stock of blocks with small finite weights is drawn once; the tensor repeats it. */
final class RandomBlocks implements Blocks {
    private static final int STOCK_BYTES = 1 << 16;
    private static final int TRIES = 100_000;
    private static final float LARGEST = 1;

    private final TensorType type;
    private final List<Long> shape;
    private final byte[] stock;

    private RandomBlocks(TensorType type, List<Long> shape, byte[] stock) {
        this.type = type;
        this.shape = shape;
        this.stock = stock;
    }

    /** @param stock of {@link #stock} for the type */
    static RandomBlocks of(TensorType type, List<Long> shape, byte[] stock) {
        return new RandomBlocks(type, shape, stock);
    }

    // Where a type keeps its scales is the format's business: draw again until all weights are small and finite.
    static byte[] stock(TensorType type, SplittableRandom random) {
        byte[] block = new byte[type.blockBytes()];
        float[] values = new float[type.blockSize()];
        int count = STOCK_BYTES / block.length;
        byte[] stock = new byte[count * block.length];
        for (int i = 0; i < count; i++) {
            int tries = 0;
            do {
                if (++tries > TRIES) {
                    throw new IllegalStateException("no usable block of " + type + " in " + TRIES + " tries");
                }
                random.nextBytes(block);
                BlockDecoder.decode(type, MemorySegment.ofArray(block), 0, values, 0, values.length);
            } while (!small(values));
            System.arraycopy(block, 0, stock, i * block.length, block.length);
        }
        return stock;
    }

    private static boolean small(float[] values) {
        for (float value : values) {
            if (!(Math.abs(value) < LARGEST)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public TensorType type() {
        return type;
    }

    @Override
    public List<Long> shape() {
        return shape;
    }

    @Override
    public void read(long firstBlock, int blockCount, byte[] target, int offset) {
        long stockBlocks = stock.length / type.blockBytes();
        int bytes = blockCount * type.blockBytes();
        int from = (int) (firstBlock % stockBlocks) * type.blockBytes();
        for (int done = 0; done < bytes; ) {
            int count = Math.min(bytes - done, stock.length - from);
            System.arraycopy(stock, from, target, offset + done, count);
            done += count;
            from = 0;
        }
    }
}
