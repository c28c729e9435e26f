package hearth.workshop.awq;

import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.convert.tensor.Blocks;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A tensor as it is stored. */
record StoredTensorBlocks(GgufFile file, TensorInfo tensor) implements Blocks {
    @Override
    public TensorType type() {
        return tensor.type();
    }

    @Override
    public List<Long> shape() {
        return tensor.shape();
    }

    @Override
    public void read(long firstBlock, int blockCount, byte[] target, int offset) {
        int size = tensor.type().blockBytes();
        file.read(tensor, firstBlock * size, MemorySegment.ofArray(target).asSlice(offset, (long) blockCount * size));
    }
}
