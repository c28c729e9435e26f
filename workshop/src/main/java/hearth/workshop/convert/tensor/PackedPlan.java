package hearth.workshop.convert.tensor;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds experts packed as MXFP4 and plans their way; each needs its blocks and its scales. */
public final class PackedPlan {
    private static final String BLOCKS = "_blocks";
    private static final String SCALES = "_scales";

    private final SafetensorsFolder folder;
    private final TensorTable table;
    private final Map<String, Blocks> results = new LinkedHashMap<>();

    public PackedPlan(SafetensorsFolder folder, TensorTable table) {
        this.folder = folder;
        this.table = table;
    }

    /** Takes a tensor if it is one half of packed experts; false if it is something else. */
    public boolean takes(StoredTensor tensor) {
        String name = tensor.name();
        boolean blocks = name.endsWith(BLOCKS);
        if (!blocks && !name.endsWith(SCALES)) {
            return false;
        }
        String stem = name.substring(0, name.length() - BLOCKS.length());
        TensorName parsed = table.parse(stem);
        List<TensorTable.Packed> targets = table.packed(parsed.pattern());
        if (targets.isEmpty()) {
            return false;
        }
        StoredTensor other = folder.tensors().get(stem + (blocks ? SCALES : BLOCKS));
        if (other == null) {
            throw InvalidModelException.inFile(Kind.MISSING, folder.fileOf(tensor), "tensor '" + name + "' is here without '"
                    + stem + (blocks ? SCALES : BLOCKS) + "'");
        }
        if (blocks) {
            for (TensorTable.Packed target : targets) {
                results.put(target.target().weight(parsed.layer()),
                        new PackedRows(folder, tensor, other, target.start(), target.step()));
            }
        }
        return true;
    }

    /** All results by name. */
    public Map<String, Blocks> results() {
        return results;
    }
}
