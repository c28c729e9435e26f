package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import hearth.format.BlockDecoder;
import hearth.format.BlockValidity;
import hearth.format.InvalidModelException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The IQ types of 1 to 3 bits: blocks as stored, those of a panel's rows side by side. The vectors of the codebook are brought as
 * words of codes, two or three table look-ups for eight columns.
 */
final class CodebookMatrix extends CodedMatrix {
    private final CodebookBlocks blocks;

    CodebookMatrix(MatrixSource source) {
        this(source, CodebookBlocks.of(source.type()));
    }

    private CodebookMatrix(MatrixSource source, CodebookBlocks blocks) {
        super(source, PANEL_ROWS * source.type().byteSize(source.columns()), blocks.groupColumns(), blocks.values());
        this.blocks = blocks;
    }

    private long blockOffset(int panel, int column, int lane) {
        return panelOffset(panel) + ((long) column / 256 * PANEL_ROWS + lane) * type.blockBytes();
    }

    @Override
    void pack(byte[] stored, int rowBytes, int rowCount, byte[] panel) {
        MemorySegment bytes = MemorySegment.ofArray(stored).asSlice(0, (long) rowBytes * rowCount);
        if (BlockValidity.check(type, bytes).invalidCount() > 0) {
            throw new InvalidModelException("a " + type + " block has a scale that is infinite or not a number");
        }
        int blockBytes = type.blockBytes();
        for (int block = 0; block < columns / 256; block++) {
            for (int row = 0; row < rowCount; row++) {
                int to = (block * PANEL_ROWS + row) * blockBytes;
                MemorySegment.copy(bytes, (long) row * rowBytes + block * blockBytes, MemorySegment.ofArray(panel), to, blockBytes);
            }
        }
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        for (int column = 0; column < columns; column += 256) {
            long at = blockOffset(row / PANEL_ROWS, column, row % PANEL_ROWS);
            BlockDecoder.decode(type, weights, at, target, targetOffset + column, 256);
        }
    }

    @Override
    long load(int panel, int column, int chunk, Scratch scratch) {
        for (int lane = 0; lane < PANEL_ROWS; lane++) {
            blocks.expand(weights, blockOffset(panel, column, lane), lane, scratch.expanded, scratch.groupScales);
        }
        MemorySegment.copy(scratch.expanded, 0, scratch.words, ValueLayout.JAVA_INT, 0, scratch.expanded.length);
        return 0;
    }

    @Override
    void loadScales(int panel, int column, int chunk, Scratch scratch) {
        // They came with the codes.
    }

    @Override
    void scale(
            int panel, int column, int groups, int half, Scratch scratch, float[] scales, int scaleAt, float[] out, int offset) {
        CodeKernel.scale(scratch.groupScales, half, groups, scaleShift, scratch.scales, scales, scaleAt, out, offset);
    }

    @Override
    MemorySegment words(Scratch scratch) {
        return scratch.words;
    }
}
