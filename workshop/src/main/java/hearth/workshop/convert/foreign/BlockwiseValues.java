package hearth.workshop.convert.foreign;

import hearth.format.TensorType;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.tensor.Kept;
import hearth.workshop.convert.tensor.Values;
import java.util.List;
import java.util.Locale;

/**
 * Four-bit codes of a map, over all values of a matrix in blocks with a factor each; the earlier of two values is in the upper half
 * of a byte. A product is float32; bitsandbytes then rounds it to {@code type}.
 *
 * @param kind nf4 or fp4
 * @param map the sixteen values
 * @param type what the matrix was before
 */
record BlockwiseValues(
        Parts parts, StoredTensor codes, String kind, List<Long> shape, int block, float[] map, BlockFactors factors, TensorType type)
        implements Values {
    private static final int PIECE = 1 << 16;

    @Override
    public String name() {
        return codes.name();
    }

    @Override
    public Kept kept() {
        return new Kept.Not("is " + kind.toUpperCase(Locale.ROOT) + ", which GGUF has not", type);
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        for (int done = 0; done < count; ) {
            int now = Math.min(PIECE, count - done);
            piece(first + done, now, target, offset + done);
            done += now;
        }
    }

    private void piece(long first, int count, float[] target, int offset) {
        long firstByte = first / 2;
        byte[] bytes = parts.bytes(codes, firstByte, (int) ((first + count + 1) / 2 - firstByte));
        long firstBlock = first / block;
        float[] scales = factors.read(firstBlock, (int) ((first + count - 1) / block - firstBlock) + 1);
        for (int i = 0; i < count; i++) {
            long at = first + i;
            int pair = bytes[(int) (at / 2 - firstByte)];
            int code = ((at & 1) == 0 ? pair >> 4 : pair) & 15;
            target[offset + i] = map[code] * scales[(int) (at / block - firstBlock)];
        }
    }
}
