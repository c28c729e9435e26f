package hearth.workshop.convert.foreign;

import hearth.format.safetensors.StoredTensor;
import java.util.Optional;

/**
 * Reads one matrix of GPTQ.
 *
 * @param zeros (groups, rows packed)
 * @param scales (groups, rows)
 * @param groupOf (columns)
 * @param zerosLessOne whether zero points are stored less one, with 0 as the largest code
 */
record GptqSource(
        Parts parts, Grid grid, StoredTensor zeros, StoredTensor scales, Optional<StoredTensor> groupOf, boolean zerosLessOne)
        implements TurnedRows.Source {
    /** Column n of the packed matrix, read downwards, is the bit stream of row n of the result. */
    @Override
    public int[] words() {
        StoredTensor codes = grid.codes();
        int width = Math.toIntExact(grid.rows());
        int rowWords = TurnedRows.rowWords(grid);
        int band = Parts.band(width);
        int[] turned = new int[parts.held(codes, codes.elementCount(), Integer.BYTES)];
        for (int top = 0; top < rowWords; top += band) {
            int height = Math.min(band, rowWords - top);
            int[] some = parts.words(codes, (long) top * width, height * width);
            for (int column = 0; column < width; column++) {
                for (int row = 0; row < height; row++) {
                    turned[column * rowWords + top + row] = some[row * width + column];
                }
            }
        }
        return turned;
    }

    @Override
    public TurnedRows.Table table() {
        int rows = Math.toIntExact(grid.rows());
        int groups = grid.groups();
        int size = parts.held(scales, scales.elementCount(), Float.BYTES);
        float[] turned = new float[size];
        short[] points = new short[size];
        int zeroWords = rows * grid.bits() / 32;
        int largest = (1 << grid.bits()) - 1;
        for (int group = 0; group < groups; group++) {
            float[] line = parts.floats(scales, (long) group * rows, rows);
            int[] packed = parts.words(zeros, (long) group * zeroWords, zeroWords);
            for (int row = 0; row < rows; row++) {
                int zero = BitStream.one(packed, 0, (long) row * grid.bits(), grid.bits());
                turned[row * groups + group] = line[row];
                points[row * groups + group] = (short) (zerosLessOne ? zero + 1 & largest : zero);
            }
        }
        return new TurnedRows.Table(turned, points);
    }

    @Override
    public int[] order() {
        return groupOf.map(stored -> GroupOrder.read(parts, stored, grid)).orElse(new int[0]);
    }
}
