package hearth.workshop.convert.foreign;

import hearth.workshop.convert.foreign.FloatEightLayout.Block;
import hearth.workshop.huggingface.JsonFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How compressed-tensors quantized a group of modules.
 *
 * @param strategy what has a factor of its own: tensor, channel (a row), group or block
 * @param groupSize columns of a group; 0 without groups
 * @param symmetric whether all zero points are in the middle, so that none need be stored
 * @param reordered whether columns are not in the order of their groups
 * @param block for strategies whose factors are a matrix
 */
record Scheme(
        boolean isFloat, int bits, String strategy, int groupSize, boolean symmetric, boolean reordered, Optional<Block> block) {
    private static final Set<String> FORMATS = Set.of(
            "float-quantized", "int-quantized", "naive-quantized", "pack-quantized", "mixed-precision");
    private static final Set<String> STRATEGIES = Set.of("tensor", "channel", "group", "block");

    /** The schemes of all groups; everything that would change what the stored numbers mean is refused. */
    static List<Scheme> all(JsonFile config) {
        Settings.require(config, "quantization_status", "compressed");
        requireFormat(config);
        config.object("sparsity_config").filter(sparse -> !sparse.values().isEmpty())
                .ifPresent(sparse -> Settings.require(sparse, "format", "dense"));
        config.object("transform_config").filter(transform -> !transform.values().isEmpty()).ifPresent(_ -> {
            throw config.unsupported("transform_config", "is set; transformed weights are not known");
        });
        List<Scheme> schemes = new ArrayList<>();
        JsonFile groups = config.object("config_groups")
                .orElseThrow(() -> config.error("config_groups", "is missing"));
        for (String name : groups.values().keySet()) {
            JsonFile group = groups.object(name).orElseThrow(() -> groups.error(name, "is null"));
            requireFormat(group);
            group.object("weights").ifPresent(weights -> schemes.add(of(weights)));
        }
        return List.copyOf(schemes);
    }

    private static void requireFormat(JsonFile config) {
        String format = config.text("format").orElse("mixed-precision");
        if (!FORMATS.contains(format)) {
            throw config.unsupported("format", "is '" + format + "'; known are " + FORMATS.stream().sorted().toList());
        }
    }

    private static Scheme of(JsonFile weights) {
        int bits = weights.requiredInt("num_bits");
        String type = weights.text("type").orElse("int");
        boolean isFloat = type.equals("float");
        boolean known = isFloat ? bits == 8 : type.equals("int") && bits >= 2 && bits <= 8;
        if (!known) {
            throw weights.unsupported("num_bits", "and type are " + bits + " and " + type
                    + "; known are int of 2 to 8 bits and float of 8");
        }
        String strategy = weights.text("strategy").orElse(weights.has("group_size") ? "group" : "tensor");
        if (!STRATEGIES.contains(strategy)) {
            throw weights.unsupported("strategy", "is '" + strategy + "'; known are " + STRATEGIES.stream().sorted().toList());
        }
        boolean symmetric = weights.flag("symmetric", true);
        boolean reordered = isReordered(weights);
        if (strategy.equals("group")) {
            int size = Settings.groupSize(weights, "group_size");
            Optional<Block> block = size > 0 ? Optional.of(new Block(1, size)) : Optional.empty();
            return new Scheme(isFloat, bits, size > 0 ? strategy : "channel", Math.max(size, 0), symmetric, reordered, block);
        }
        Optional<Block> block = strategy.equals("block") ? Block.of(weights, "block_structure") : Optional.empty();
        return new Scheme(isFloat, bits, strategy, 0, symmetric, reordered, block);
    }

    /** Whether the factors of a matrix of {@code rows} are one for all of it, or one for each row, as the shape says. */
    boolean isForRows(List<Long> factors, long rows) {
        boolean single = factors.stream().allMatch(size -> size == 1);
        boolean each = factors.equals(List.of(rows)) || factors.equals(List.of(rows, 1L));
        return strategy.equals("tensor") && single || strategy.equals("channel") && each;
    }

    /** {@code actorder}: "weight" and "static" put columns back, "group" and true leave them. */
    private static boolean isReordered(JsonFile weights) {
        Object order = weights.values().get("actorder");
        return Boolean.TRUE.equals(order) || "group".equals(order);
    }
}
