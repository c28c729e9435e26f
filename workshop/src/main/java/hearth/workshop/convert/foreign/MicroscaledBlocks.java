package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.workshop.convert.tensor.Blocks;
import java.util.List;

/** MXFP4 or NVFP4 as GGUF orders it: scales first, then bytes of which byte j holds value j of a group and the one half a group on. */
record MicroscaledBlocks(MicroscaledValues values, TensorType type) implements Blocks {
    @Override
    public List<Long> shape() {
        return values.shape().reversed();
    }

    @Override
    public void read(long firstBlock, int blockCount, byte[] target, int offset) {
        int group = values.form().groupSize();
        int groups = type.blockSize() / group;
        byte[] codes = values.parts().bytes(
                values.codes(), firstBlock * (type.blockSize() / 2), Math.multiplyExact(blockCount, type.blockSize() / 2));
        byte[] scales = values.parts().bytes(values.scales(), firstBlock * groups, blockCount * groups);
        for (int block = 0; block < blockCount; block++) {
            int out = offset + block * type.blockBytes();
            for (int i = 0; i < groups; i++) {
                byte scale = scales[block * groups + i];
                if (Float.isNaN(values.form().scale(scale))) {
                    throw values.parts().error(Kind.MALFORMED, values.scales(), "has a scale that is no number, for group "
                            + ((firstBlock + block) * groups + i));
                }
                target[out + i] = scale;
                int first = block * type.blockSize() + i * group;
                for (int j = 0; j < group / 2; j++) {
                    target[out + groups + i * group / 2 + j] = (byte) (code(codes, first + j) | code(codes, first + j + group / 2) << 4);
                }
            }
        }
    }

    private static int code(byte[] codes, int index) {
        return codes[index / 2] >> 4 * (index & 1) & 15;
    }
}
