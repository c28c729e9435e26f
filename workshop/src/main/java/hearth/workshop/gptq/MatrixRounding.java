package hearth.workshop.gptq;

import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.format.encode.BlockEncoder;
import hearth.workshop.calibrate.FloatRows;
import hearth.workshop.calibrate.Workers;
import java.lang.foreign.MemorySegment;

/** Rounds whole matrices of one type, many rows at a time. */
final class MatrixRounding {
    private final TensorType type;
    private final BlockCodes codes;
    private final Workers workers;

    MatrixRounding(TensorType type, Workers workers) {
        this.type = type;
        this.workers = workers;
        codes = BlockCodes.find(type).orElseThrow();
    }

    /** The blocks of a matrix, by columns that answer for one another. */
    byte[] round(FloatRows matrix, ColumnLinks links, boolean scalesFirst) {
        byte[] blocks = new byte[Math.toIntExact(type.byteSize((long) matrix.rows() * matrix.columns()))];
        int rowBytes = blocks.length / matrix.rows();
        workers.forEach(Math.ceilDiv(matrix.rows(), ColumnRounding.ROWS), part -> {
            int first = part * ColumnRounding.ROWS;
            int rows = Math.min(ColumnRounding.ROWS, matrix.rows() - first);
            BlockGrid grid = new BlockGrid(type, codes, matrix.columns(), blocks, first * rowBytes);
            grid.put(new ColumnRounding(grid, links, scalesFirst).round(matrix.values(), first * matrix.columns(), rows), rows);
        });
        return blocks;
    }

    /** The blocks of a matrix, each value for itself. */
    byte[] roundPlainly(FloatRows matrix) {
        byte[] blocks = new byte[Math.toIntExact(type.byteSize((long) matrix.rows() * matrix.columns()))];
        BlockEncoder.find(type).orElseThrow()
                .encode(matrix.values(), 0, matrix.rows(), matrix.columns(), BlockEncoder.NO_IMPORTANCE, blocks, 0);
        return blocks;
    }

    /** What blocks stand for. */
    FloatRows decode(byte[] blocks, int rows, int columns) {
        float[] values = new float[Math.multiplyExact(rows, columns)];
        BlockDecoder.decode(type, MemorySegment.ofArray(blocks), 0, values, 0, values.length);
        return new FloatRows(rows, columns, values);
    }
}
