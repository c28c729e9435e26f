package hearth.workshop.quantize;

import hearth.format.TensorType;
import hearth.format.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Some rows of a tensor, of one expert. A tensor that is copied has blocks for rows.
 *
 * @param tensor index in the plan
 * @param index of the piece in its tensor
 * @param expert whose importance counts
 */
record Piece(int tensor, int index, int expert, long firstRow, int rowCount) {
    private static final int TARGET_VALUES = 1 << 18;

    /** All pieces, in order; the cut depends on the plan only. */
    static List<Piece> of(int tensor, PlannedTensor planned) {
        TensorInfo source = planned.source();
        List<Piece> pieces = new ArrayList<>();
        long width = width(planned);
        long rows = source.elementCount() / Math.max(1, width);
        long perExpert = planned.isCopied() || source.size(2) == 1 ? rows : source.size(1);
        int most = (int) Math.max(1, TARGET_VALUES / Math.max(1, width));
        for (long row = 0; row < rows; ) {
            long expert = row / perExpert;
            int count = (int) Math.min(most, (expert + 1) * perExpert - row);
            pieces.add(new Piece(tensor, pieces.size(), (int) (perExpert == rows ? 0 : expert % source.size(2)), row, count));
            row += count;
        }
        return pieces;
    }

    /** Values that stay together. */
    static long width(PlannedTensor planned) {
        return planned.isCopied() ? planned.type().blockSize() : planned.source().columns();
    }

    long valueCount(PlannedTensor planned) {
        return rowCount * width(planned);
    }

    long sourceOffset(PlannedTensor planned) {
        return planned.source().type().byteSize(firstRow * width(planned));
    }

    int sourceBytes(PlannedTensor planned) {
        return bytes(planned.source().type(), planned);
    }

    long targetOffset(PlannedTensor planned, TensorInfo place) {
        return place.byteOffset() + planned.type().byteSize(firstRow * width(planned));
    }

    int targetBytes(PlannedTensor planned) {
        return bytes(planned.type(), planned);
    }

    private int bytes(TensorType type, PlannedTensor planned) {
        return Math.toIntExact(type.byteSize(valueCount(planned)));
    }

    /** A number whose sum over all pieces is that of the tensor, whatever their order. */
    static long checksum(byte[] bytes, Piece piece) {
        return checksum(bytes, bytes.length, piece);
    }

    static long checksum(byte[] bytes, int count, Piece piece) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        return (crc.getValue() + 1) * (2L * piece.index + 1);
    }
}
