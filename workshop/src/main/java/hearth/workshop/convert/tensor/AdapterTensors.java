package hearth.workshop.convert.tensor;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable.Joining;
import hearth.workshop.convert.tensor.TensorTable.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Applies a model's table to the pairs of an adapter: what rearranges rows of a matrix rearranges rows of B, and A stays. An
 * adapter of one expert goes to its place in a stack, which must be complete.
 */
public final class AdapterTensors {
    private static final String DOWN = ".lora_a";
    private static final String UP = ".lora_b";

    private final String file;
    private final TensorTable table;
    private final Map<String, Values> results = new LinkedHashMap<>();
    private final Map<String, TreeMap<Integer, Values>> groups = new LinkedHashMap<>();

    /** @param file for messages */
    public AdapterTensors(String file, TensorTable table) {
        this.file = file;
        this.table = table;
    }

    /**
     * Takes the pair of a linear layer.
     *
     * @param module path of the layer, without the wrappers of PEFT
     * @param down A, (rank, inputs)
     * @param up B, (outputs, rank)
     * @param factor for B, so that the file's one alpha is right for this pair
     */
    public void linear(String module, Values down, Values up, float factor) {
        if (down.rank() != 2 || up.rank() != 2 || down.size(0) != up.size(1)) {
            throw down.error("has shape " + down.shape() + ", which does not go with " + up.shape() + " of its other half");
        }
        TensorName name = table.parse(module + ".weight");
        List<Target> targets = table.targets(name);
        if (targets.isEmpty() || !table.isAdaptable(name)) {
            throw error(Kind.UNSUPPORTED, module, targets.isEmpty()
                    ? "is not known for this architecture"
                    : "has no adapter that GGUF can say");
        }
        for (Target target : targets) {
            Transform rows = table.isTurned(name) ? Transform.NONE : target.transform();
            String result = target.name(name.layer(), false);
            boolean stacked = target.joining() == Joining.STACKED;
            put(result + DOWN, down, stacked ? name.member() : -1);
            put(result + UP, new Scaled(rows.apply(up), factor), stacked ? name.member() : -1);
        }
    }

    /** Takes the pair of the token embedding: A is (rank, tokens), B is (hidden size, rank). */
    public void embedding(String module, Values down, Values up, float factor) {
        List<Target> targets = table.targets(table.parse(module + ".weight"));
        if (targets.size() != 1 || !TensorNames.TOKEN_EMBEDDING.equals(targets.getFirst().globalName())) {
            throw error(Kind.UNSUPPORTED, module, "is no token embedding of this architecture");
        }
        if (down.rank() != 2 || up.rank() != 2 || down.size(0) != up.size(1)) {
            throw down.error("has shape " + down.shape() + ", which does not go with " + up.shape() + " of its other half");
        }
        put(TensorNames.TOKEN_EMBEDDING + DOWN, Transform.TRANSPOSED.apply(down), -1);
        put(TensorNames.TOKEN_EMBEDDING + UP, new Scaled(up, factor), -1);
    }

    private void put(String name, Values values, int member) {
        boolean first = member < 0
                ? results.putIfAbsent(name, values) == null
                : groups.computeIfAbsent(name, _ -> new TreeMap<>()).put(member, values) == null;
        if (!first) {
            throw error(Kind.MALFORMED, values.name(), "occurs twice");
        }
    }

    /** All results by name, A before B. */
    public Map<String, Values> finish(int expertCount) {
        groups.forEach((name, parts) -> {
            if (parts.size() != expertCount || parts.firstKey() != 0 || parts.lastKey() != expertCount - 1) {
                throw error(Kind.UNSUPPORTED, name, "has adapters for " + parts.size() + " of " + expertCount + " experts");
            }
            results.put(name, new Stacked(new ArrayList<>(parts.values())));
        });
        return results;
    }

    private InvalidModelException error(Kind kind, String tensor, String reason) {
        return InvalidModelException.inFile(kind, file, "layer '" + tensor + "' " + reason);
    }
}
