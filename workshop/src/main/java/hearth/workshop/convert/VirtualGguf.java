package hearth.workshop.convert;

import hearth.format.ByteSource;
import hearth.format.gguf.GgufLayout;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.convert.tensor.Blocks;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A GGUF file that is never written: its header lies in memory, tensor data is computed when it is read. */
final class VirtualGguf implements ByteSource {
    private static final int PIECE_VALUES = 1 << 18;

    private final String name;
    private final GgufLayout layout;
    private final NavigableMap<Long, Part> parts = new TreeMap<>();
    private final Runnable onClose;

    private record Part(TensorInfo info, Blocks blocks) {}

    /** @param blocks by tensor name */
    VirtualGguf(String name, GgufLayout layout, Map<String, Blocks> blocks, Runnable onClose) {
        this.name = name;
        this.layout = layout;
        this.onClose = onClose;
        for (TensorInfo info : layout.tensors()) {
            // An empty tensor has the offset of the next one, which must stay reachable.
            if (info.byteSize() > 0) {
                parts.put(info.byteOffset(), new Part(info, blocks.get(info.name())));
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long byteSize() {
        return layout.byteSize();
    }

    @Override
    public int read(long byteOffset, ByteBuffer target) {
        if (byteOffset >= byteSize()) {
            return -1;
        }
        int wanted = (int) Math.min(target.remaining(), byteSize() - byteOffset);
        byte[] header = layout.header();
        if (byteOffset < header.length) {
            int count = Math.min(wanted, header.length - (int) byteOffset);
            target.put(header, (int) byteOffset, count);
            return count;
        }
        Map.Entry<Long, Part> below = parts.floorEntry(byteOffset);
        if (below != null && byteOffset < below.getKey() + below.getValue().info.byteSize()) {
            return data(below.getValue(), byteOffset - below.getKey(), wanted, target);
        }
        Long next = parts.higherKey(byteOffset);
        int count = (int) Math.min(wanted, (next == null ? byteSize() : next) - byteOffset);
        target.put(new byte[count]);
        return count;
    }

    private static int data(Part part, long offset, int wanted, ByteBuffer target) {
        int blockBytes = part.info.type().blockBytes();
        long firstBlock = offset / blockBytes;
        int skip = (int) (offset % blockBytes);
        long blocksLeft = part.info.byteSize() / blockBytes - firstBlock;
        long blocksWanted = ((long) skip + wanted + blockBytes - 1) / blockBytes;
        int most = PIECE_VALUES / part.info.type().blockSize();
        int count = (int) Math.min(Math.min(blocksLeft, blocksWanted), most);
        byte[] bytes = new byte[count * blockBytes];
        part.blocks.read(firstBlock, count, bytes, 0);
        int given = Math.min(wanted, bytes.length - skip);
        target.put(bytes, skip, given);
        return given;
    }

    @Override
    public void close() {
        onClose.run();
    }
}
