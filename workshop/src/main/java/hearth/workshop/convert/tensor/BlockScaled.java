package hearth.workshop.convert.tensor;

import hearth.format.TensorType;
import java.util.List;

/**
 * An 8-bit matrix whose blocks have a factor each, as DeepSeek stores its weights.
 *
 * @param codes (rows, columns)
 * @param factors one for each block, (rows / blockRows, columns / blockColumns), rounded up
 */
public record BlockScaled(Values codes, Values factors, int blockRows, int blockColumns) implements Values {
    /** @throws hearth.format.InvalidModelException if the shapes do not fit each other */
    public BlockScaled {
        if (codes.rank() != 2 || !factors.shape().equals(
                List.of(blocks(codes.size(0), blockRows), blocks(codes.size(1), blockColumns)))) {
            throw codes.error("has shape " + codes.shape() + ", which does not go with factors of shape " + factors.shape()
                    + " for blocks of " + blockRows + " x " + blockColumns);
        }
    }

    private static long blocks(long size, int block) {
        return (size + block - 1) / block;
    }

    @Override
    public String name() {
        return codes.name();
    }

    @Override
    public List<Long> shape() {
        return codes.shape();
    }

    @Override
    public Kept kept() {
        return new Kept.Not("is FP8 with factors, which no type of GGUF holds", TensorType.BF16);
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        codes.read(first, count, target, offset);
        long columns = codes.size(1);
        int across = Math.toIntExact(factors.size(1));
        float[] row = new float[across];
        long loaded = -1;
        for (int i = 0; i < count; i++) {
            long blockRow = (first + i) / columns / blockRows;
            if (blockRow != loaded) {
                factors.read(blockRow * across, across, row, 0);
                loaded = blockRow;
            }
            target[offset + i] *= row[(int) ((first + i) % columns / blockColumns)];
        }
    }
}
