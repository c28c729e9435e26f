package hearth.benchmarks;

import hearth.compute.MatrixSource;
import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** A matrix of random blocks whose weights are finite. */
record RandomMatrix(TensorType type, int rows, int columns, byte[] bytes) implements MatrixSource {
    private static final int TRIES = 10_000;

    static RandomMatrix of(TensorType type, int rows, int columns, long seed) {
        Random random = new Random(seed);
        byte[] block = new byte[type.blockBytes()];
        byte[] bytes = new byte[Math.toIntExact(type.byteSize((long) rows * columns))];
        for (int at = 0; at < bytes.length; at += block.length) {
            fill(type, block, random);
            System.arraycopy(block, 0, bytes, at, block.length);
        }
        return new RandomMatrix(type, rows, columns, bytes);
    }

    // Where a type keeps its scales is the format's business: draw again until all weights are small and finite.
    private static void fill(TensorType type, byte[] block, Random random) {
        float[] values = new float[type.blockSize()];
        for (int i = 0; i < TRIES; i++) {
            random.nextBytes(block);
            BlockDecoder.decode(type, MemorySegment.ofArray(block), 0, values, 0, values.length);
            if (usable(values)) {
                return;
            }
        }
        throw new IllegalStateException("no usable block of " + type + " in " + TRIES + " tries");
    }

    private static boolean usable(float[] values) {
        for (float value : values) {
            if (!(Math.abs(value) < 1e3f)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void read(long byteOffset, MemorySegment target) {
        MemorySegment.copy(MemorySegment.ofArray(bytes), byteOffset, target, 0, target.byteSize());
    }
}
