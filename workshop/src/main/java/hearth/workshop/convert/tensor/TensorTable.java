package hearth.workshop.convert.tensor;

import hearth.format.gguf.LayerTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What becomes of each tensor of an architecture, by its name without {@code .weight} or {@code .bias} and with {@code #} for
 * every number. The first number is the layer, the second one the expert. A name without rule is an error of the conversion.
 */
public final class TensorTable {
    /** How a tensor that is made of several is put together. */
    enum Joining {
        /** Made of one tensor. */
        ALONE,
        /** Made of as many as the second number of the name says, under a new dimension. */
        STACKED
    }

    /** One result of a source tensor. */
    record Target(LayerTensor layerTensor, String globalName, boolean always, boolean bias, Transform transform, Joining joining) {
        /** Full name; {@code bias} is whether the source's name ends so. */
        String name(int layer, boolean sourceBias) {
            boolean asBias = always ? bias : sourceBias;
            if (layerTensor != null) {
                return asBias ? layerTensor.bias(layer) : layerTensor.weight(layer);
            }
            return asBias ? globalName.substring(0, globalName.length() - ".weight".length()) + ".bias" : globalName;
        }
    }

    /**
     * Where packed experts go.
     *
     * @param start first row taken
     * @param step rows from one taken to the next
     */
    record Packed(LayerTensor target, int start, int step) {}

    private final Map<String, List<Target>> rules = new HashMap<>();
    private final Map<String, List<Packed>> packed = new HashMap<>();
    private final Set<String> turned = new HashSet<>();
    private final Set<String> unadaptable = new HashSet<>();
    private final Set<String> leftovers = new HashSet<>();
    private final List<String> prefixes = new ArrayList<>();
    private Predicate<String> dropped = name -> false;

    /** Starts without rules. */
    public TensorTable() {}

    /** A tensor outside the layers; {@code target} is the full name of its weight. */
    public TensorTable one(String source, String target) {
        return one(source, target, Transform.NONE);
    }

    public TensorTable one(String source, String target, Transform transform) {
        return add(source, new Target(null, target, false, false, transform, Joining.ALONE));
    }

    /** A tensor of each layer, weight or bias as its name says. */
    public TensorTable each(String source, LayerTensor target) {
        return each(source, target, Transform.NONE);
    }

    public TensorTable each(String source, LayerTensor target, Transform transform) {
        return add(source, new Target(target, null, false, false, transform, Joining.ALONE));
    }

    /** A matrix of each layer that the source stores (inputs, outputs); biases stay as they are. */
    public TensorTable eachTurned(String source, LayerTensor target) {
        turned.add(source);
        return each(source, target, values -> values.rank() == 2 ? Transform.TRANSPOSED.apply(values) : values);
    }

    /** A tensor of each layer that is a weight (not a bias) whatever its name says. */
    public TensorTable eachWeight(String source, LayerTensor target, Transform transform) {
        return add(source, new Target(target, null, true, false, transform, Joining.ALONE));
    }

    /** A tensor of each layer that is a bias whatever its name says. */
    public TensorTable eachBias(String source, LayerTensor target, Transform transform) {
        return add(source, new Target(target, null, true, true, transform, Joining.ALONE));
    }

    /** Tensors with a second number in their name, stacked by it. */
    public TensorTable stacked(String source, LayerTensor target) {
        return add(source, new Target(target, null, false, false, Transform.NONE, Joining.STACKED));
    }

    /** Experts packed as MXFP4 in two tensors, {@code source_blocks} and {@code source_scales}; every {@code step}th row. */
    public TensorTable mxfp4(String source, LayerTensor target, int start, int step) {
        packed.computeIfAbsent(source, _ -> new ArrayList<>()).add(new Packed(target, start, step));
        return this;
    }

    /** Where the experts of this name, without {@code _blocks}, go. */
    List<Packed> packed(String pattern) {
        return packed.getOrDefault(pattern, List.of());
    }

    /** A source whose low-rank adapter has no form in the target. */
    public TensorTable unadaptable(String source) {
        unadaptable.add(source);
        return this;
    }

    boolean isAdaptable(TensorName name) {
        return !unadaptable.contains(name.pattern());
    }

    /** Whether an adapter's pair is the other way round than the matrix, which means it is as the target wants it. */
    boolean isTurned(TensorName name) {
        return turned.contains(name.pattern());
    }

    /** Known and not needed. */
    public TensorTable leftover(String... sources) {
        leftovers.addAll(List.of(sources));
        return this;
    }

    /** Beginnings of names that some files have and others have not; they are taken away before the rules are asked. */
    public TensorTable optionalPrefix(String... beginnings) {
        prefixes.addAll(List.of(beginnings));
        return this;
    }

    /** Tensors that are left out by another rule than their name alone. */
    public TensorTable dropping(Predicate<String> names) {
        dropped = dropped.or(names);
        return this;
    }

    private TensorTable add(String source, Target target) {
        rules.computeIfAbsent(source, _ -> new ArrayList<>()).add(target);
        return this;
    }

    /** Whether a tensor is known and not needed. */
    boolean isLeftover(TensorName name) {
        return leftovers.contains(name.pattern()) || leftovers.contains(name.fullPattern()) || dropped.test(name.text());
    }

    /** What becomes of a tensor; empty if nothing is known about it. A rule for the name with its ending goes before one without. */
    List<Target> targets(TensorName name) {
        return rules.getOrDefault(name.fullPattern(), rules.getOrDefault(name.pattern(), List.of()));
    }

    /** A name as the rules see it. */
    TensorName parse(String name) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return TensorName.parse(name.substring(prefix.length()));
            }
        }
        return TensorName.parse(name);
    }
}
