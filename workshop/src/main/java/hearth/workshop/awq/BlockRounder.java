package hearth.workshop.awq;

import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.format.encode.BlockEncoder;
import java.lang.foreign.MemorySegment;

/** Rounds to a tensor type; for one thread. */
final class BlockRounder implements Rounder {
    private final TensorType type;
    private final BlockEncoder encoder;

    BlockRounder(TensorType type) {
        this.type = type;
        encoder = BlockEncoder.find(type).orElseThrow();
    }

    @Override
    public void round(float[] values, int offset, int rows, int columns, float[] importance) {
        byte[] blocks = new byte[Math.toIntExact(type.byteSize((long) rows * columns))];
        encoder.encode(values, offset, rows, columns, importance, blocks, 0);
        BlockDecoder.decode(type, MemorySegment.ofArray(blocks), 0, values, offset, rows * columns);
    }
}
