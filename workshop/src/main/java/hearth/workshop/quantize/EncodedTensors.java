package hearth.workshop.quantize;

import hearth.format.gguf.GgufLayout;
import hearth.format.gguf.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The unfinished result, as a {@link RoundingMethod} sees it: blocks go to their final places; who writes a tensor says when it is whole. */
public final class EncodedTensors {
    private final QuantizationPlan plan;
    private final GgufLayout layout;
    private final PartFile part;
    private final QuantizationListener listener;
    private final Map<String, Integer> indexes = new HashMap<>();

    EncodedTensors(QuantizationPlan plan, GgufLayout layout, PartFile part, QuantizationListener listener) {
        this.plan = plan;
        this.layout = layout;
        this.part = part;
        this.listener = listener;
        for (int i = 0; i < plan.tensors().size(); i++) {
            indexes.put(plan.tensors().get(i).source().name(), i);
        }
    }

    public QuantizationPlan plan() {
        return plan;
    }

    public QuantizationListener listener() {
        return listener;
    }

    /** What becomes of a tensor of the source. */
    public Optional<PlannedTensor> find(String name) {
        return Optional.ofNullable(indexes.get(name)).map(plan.tensors()::get);
    }

    /** Whether an earlier run has finished this tensor, and its bytes are those it wrote. */
    public boolean isDone(PlannedTensor tensor) throws IOException {
        int index = index(tensor);
        return part.isMarked(index) && part.checksum(index) == checksum(index, tensor);
    }

    /** Blocks of whole rows as they were written. */
    public byte[] read(PlannedTensor tensor, long firstRow, int rows) throws IOException {
        return part.read(offset(tensor, firstRow), Math.toIntExact(rows * rowBytes(tensor)));
    }

    /** Writes blocks of whole rows. */
    public void write(PlannedTensor tensor, long firstRow, byte[] blocks) throws IOException {
        part.write(offset(tensor, firstRow), ByteBuffer.wrap(blocks));
    }

    /** All rows of a tensor are written. */
    public void done(PlannedTensor tensor) throws IOException {
        int index = index(tensor);
        part.mark(index, checksum(index, tensor));
    }

    private int index(PlannedTensor tensor) {
        return indexes.get(tensor.source().name());
    }

    private long offset(PlannedTensor tensor, long firstRow) {
        return layout.tensors().get(index(tensor)).byteOffset() + firstRow * rowBytes(tensor);
    }

    private static long rowBytes(PlannedTensor tensor) {
        return tensor.type().byteSize(tensor.source().columns());
    }

    private long checksum(int index, PlannedTensor tensor) throws IOException {
        TensorInfo place = layout.tensors().get(index);
        long sum = 0;
        for (Piece piece : Piece.of(index, tensor)) {
            sum += Piece.checksum(part.read(piece.targetOffset(tensor, place), piece.targetBytes(tensor)), piece);
        }
        return sum;
    }
}
