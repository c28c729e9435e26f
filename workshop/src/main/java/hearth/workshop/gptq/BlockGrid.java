package hearth.workshop.gptq;

import hearth.format.TensorType;
import hearth.format.encode.BlockEncoder;

/** The grid of a GGUF type: scales are those that the type's usual encoder finds, weighted with the importance of the columns. */
final class BlockGrid implements ColumnGrid {
    private final TensorType type;
    private final BlockCodes codes;
    private final BlockEncoder encoder;
    private final byte[] encoded;
    private final byte[] target;
    private final int targetOffset;
    private final int blocksOfRow;

    /** @param target receives the blocks of the rows from {@code targetOffset} on */
    BlockGrid(TensorType type, BlockCodes codes, int columns, byte[] target, int targetOffset) {
        this.type = type;
        this.codes = codes;
        this.target = target;
        this.targetOffset = targetOffset;
        encoder = BlockEncoder.find(type).orElseThrow();
        encoded = new byte[ColumnRounding.ROWS * type.blockBytes()];
        blocksOfRow = columns / type.blockSize();
    }

    @Override
    public int blockSize() {
        return type.blockSize();
    }

    @Override
    public int groupSize() {
        return codes.groupSize();
    }

    @Override
    public CodeLevels levels() {
        return codes.levels();
    }

    @Override
    public void open(int block, float[] values, int rows, float[] importance, float[] scales, float[] offsets, int groups) {
        encoder.encode(values, 0, rows, type.blockSize(), importance, encoded, 0);
        int groupsOfBlock = type.blockSize() / codes.groupSize();
        for (int r = 0; r < rows; r++) {
            System.arraycopy(encoded, r * type.blockBytes(), target, at(r, block), type.blockBytes());
            codes.scales(target, at(r, block), scales, offsets, r * groups + block * groupsOfBlock);
        }
    }

    /** Replaces the codes of all blocks. */
    void put(byte[] chosen, int rows) {
        for (int r = 0; r < rows; r++) {
            for (int b = 0; b < blocksOfRow; b++) {
                codes.put(chosen, (r * blocksOfRow + b) * type.blockSize(), target, at(r, b));
            }
        }
    }

    private int at(int row, int block) {
        return targetOffset + (row * blocksOfRow + block) * type.blockBytes();
    }
}
