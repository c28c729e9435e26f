package hearth.workshop.export;

import hearth.engine.model.TensorSource;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.awq.AwqMethod;
import hearth.workshop.calibrate.FloatRows;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.tensor.StoredValues;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The tensors of a checkpoint that are not packed: copied, or with other values. */
final class PlainTensors {
    private static final int PIECE = 1 << 20;
    private static final float TOLERANCE = 1e-3f;

    private final HuggingFaceFolder folder;
    private final SafetensorsWriter writer;

    PlainTensors(HuggingFaceFolder folder, SafetensorsWriter writer) {
        this.folder = folder;
        this.writer = writer;
    }

    /** Names in the source of the norms and biases of the layers. */
    static Set<String> vectors(Conversion conversion) {
        Set<String> names = new TreeSet<>();
        for (TensorInfo tensor : conversion.tensors()) {
            if (TensorNames.layer(tensor.name()).isPresent() && tensor.rows() == 1) {
                conversion.sourceTensor(tensor.name()).ifPresent(names::add);
            }
        }
        return names;
    }

    /** The new values of norms and biases, as the source means them: its norms may be stored less one. */
    static Map<String, float[]> changed(HuggingFaceFolder folder, Conversion conversion, LinearPlan plan, AwqMethod awq) {
        Map<String, float[]> changed = new HashMap<>();
        try (GgufFile before = conversion.open()) {
            for (String name : awq.changed()) {
                if (!plan.models().contains(name)) {
                    String source = conversion.sourceTensor(name).orElseThrow();
                    changed.put(source, changed(folder, source, values(before, name), values(awq.model(), name)));
                }
            }
        }
        return changed;
    }

    private static float[] changed(HuggingFaceFolder folder, String source, float[] before, float[] after) {
        StoredTensor tensor = folder.weights().tensors().get(source);
        float[] stored = new float[Math.toIntExact(tensor.elementCount())];
        new StoredValues(folder.weights(), tensor).read(0, stored.length, stored, 0);
        float[] result = new float[stored.length];
        float added = before[0] - stored[0];
        for (int i = 0; i < stored.length; i++) {
            if (stored.length != before.length || Math.abs(before[i] - stored[i] - added) > TOLERANCE * Math.max(1, Math.abs(before[i]))) {
                throw InvalidModelException.inFile(Kind.UNSUPPORTED, folder.name(),
                        "tensor '" + source + "' is not stored as it is used, so that AWQ's factors can't be put into it");
            }
            result[i] = after[i] - added;
        }
        return result;
    }

    private static float[] values(GgufFile file, String name) {
        TensorInfo tensor = file.tensor(name);
        return FloatRows.of(new TensorSource(file, tensor, 0, 1, Math.toIntExact(tensor.columns()))).values();
    }

    /** Writes them. Vectors of the layers may have become F32. */
    void write(LinearPlan plan, Map<String, float[]> changed) throws IOException {
        for (StoredTensor tensor : folder.weights().tensors().values()) {
            if (plan.sources().containsKey(tensor.name())) {
                continue;
            }
            if (changed.containsKey(tensor.name())) {
                floats(tensor.name(), changed.get(tensor.name()));
            } else if (writer.byteSize(tensor.name()) != tensor.byteSize()) {
                float[] values = new float[Math.toIntExact(tensor.elementCount())];
                new StoredValues(folder.weights(), tensor).read(0, values.length, values, 0);
                floats(tensor.name(), values);
            } else {
                copy(tensor);
            }
        }
    }

    private void floats(String name, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        writer.write(name, 0, bytes.array(), bytes.capacity());
    }

    private void copy(StoredTensor tensor) throws IOException {
        byte[] piece = new byte[(int) Math.min(PIECE, tensor.byteSize())];
        for (long offset = 0; offset < tensor.byteSize(); offset += piece.length) {
            int count = (int) Math.min(piece.length, tensor.byteSize() - offset);
            folder.weights().read(tensor, offset, MemorySegment.ofArray(piece).asSlice(0, count));
            writer.write(tensor.name(), offset, piece, count);
        }
    }
}
