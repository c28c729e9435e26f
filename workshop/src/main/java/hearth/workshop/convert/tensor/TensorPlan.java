package hearth.workshop.convert.tensor;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.workshop.convert.tensor.TensorTable.Joining;
import hearth.workshop.convert.tensor.TensorTable.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Applies a table to the tensors of a model: each one goes to its targets, parts are put together, nothing is passed over. The
 * result keeps the order of the layers.
 */
public final class TensorPlan {
    private final String file;
    private final TensorTable table;
    private final int layerCount;
    private final Map<String, Values> results = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final List<String> leftovers = new ArrayList<>();

    /** Parts of one result, by their number. */
    private record Group(SortedMap<Integer, Values> parts, Transform transform) {}

    /**
     * @param file for messages
     * @param layerCount layers from this number on are an error
     */
    public TensorPlan(String file, TensorTable table, int layerCount) {
        this.file = file;
        this.table = table;
        this.layerCount = layerCount;
    }

    /**
     * Takes the next source tensor; its values are asked for only if it is needed.
     *
     * @param linear whether a matrix is (outputs, inputs) even where this model's library stores it the other way round
     * @throws InvalidModelException if nothing is known about its name, or two tensors have the same target
     */
    public void add(String source, boolean linear, Supplier<Values> supplier) {
        TensorName name = table.parse(source);
        if (table.isLeftover(name)) {
            leftovers.add(source);
            return;
        }
        List<Target> targets = table.targets(name);
        if (targets.isEmpty()) {
            throw error(Kind.UNSUPPORTED, source, "is not known for this architecture");
        }
        Values values = linear && table.isTurned(name) ? Transform.TRANSPOSED.apply(supplier.get()) : supplier.get();
        for (Target target : targets) {
            if (target.layerTensor() != null && name.layer() >= layerCount) {
                throw error(Kind.MALFORMED, values.name(), "belongs to layer " + name.layer() + ", but the model has "
                        + layerCount + " layers");
            }
            String result = target.name(name.layer(), name.bias());
            if (target.joining() == Joining.STACKED) {
                Group group = groups.computeIfAbsent(result, _ -> new Group(new TreeMap<>(), target.transform()));
                if (group.parts.put(name.member(), values) != null) {
                    throw error(Kind.MALFORMED, values.name(), "occurs twice");
                }
                results.putIfAbsent(result, values);
            } else if (results.putIfAbsent(result, target.transform().apply(values)) != null) {
                throw error(Kind.MALFORMED, values.name(), "and another tensor both become '" + result + "'");
            }
        }
    }

    /** All results by name. Call it once, after the last tensor. */
    public Map<String, Values> finish() {
        groups.forEach((name, group) -> {
            int expected = 0;
            for (Map.Entry<Integer, Values> part : group.parts.entrySet()) {
                if (part.getKey() != expected++) {
                    throw error(Kind.MISSING, part.getValue().name(), "is number " + part.getKey() + " of '" + name
                            + "', but number " + (expected - 1) + " is missing");
                }
            }
            results.put(name, group.transform.apply(new Stacked(new ArrayList<>(group.parts.values()))));
        });
        return results;
    }

    /** Source tensors that are known and not needed. */
    public List<String> leftovers() {
        return List.copyOf(leftovers);
    }

    private InvalidModelException error(Kind kind, String tensor, String reason) {
        return InvalidModelException.inFile(kind, file, "tensor '" + tensor + "' " + reason);
    }
}
