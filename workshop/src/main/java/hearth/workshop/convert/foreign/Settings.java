package hearth.workshop.convert.foreign;

import hearth.format.safetensors.StoredTensor;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Optional;

/** What the settings and tensor names of several tools have in common. */
final class Settings {
    private static final int MAX_GROUP = 1 << 20;

    private Settings() {}

    /** Columns of a group; -1 for whole rows. */
    static int groupSize(JsonFile config, String... names) {
        double size = config.requiredNumber(names);
        if (size != -1 && (size < 1 || size > MAX_GROUP || size != Math.rint(size))) {
            throw config.error(names[0], "is " + size + ", but must be -1 or from 1 to " + MAX_GROUP);
        }
        return (int) size;
    }

    /** Refuses a setting that is true. */
    static void requireAbsent(JsonFile config, String... names) {
        for (String name : names) {
            if (config.flag(name, false)) {
                throw config.unsupported(name, "is true, a layout that is not known");
            }
        }
    }

    /** Refuses any other value of a setting, in any case of its letters; it may be missing. */
    static void require(JsonFile config, String name, String expected) {
        String found = config.text(name).orElse(expected);
        if (!found.equalsIgnoreCase(expected)) {
            throw config.unsupported(name, "is '" + found + "'; only " + expected + " is known");
        }
    }

    /** GPTQModel's rules by module: those that leave modules as they are show in the tensors themselves. */
    static void requireSkipsOnly(JsonFile config, String name) {
        config.object(name).ifPresent(rules -> rules.values().keySet().forEach(rule -> {
            if (!rule.startsWith("-:")) {
                throw config.unsupported(name, "has settings of their own for modules '" + rule
                        + "'; only rules that leave modules out are known");
            }
        }));
    }

    /** Name of the matrix whose codes end so. */
    static Optional<String> matrix(StoredTensor tensor, String codes) {
        return tensor.name().endsWith(codes) ? Optional.of(stem(tensor, codes) + PackedLayout.WEIGHT) : Optional.empty();
    }

    static String stem(StoredTensor tensor, String ending) {
        return tensor.name().substring(0, tensor.name().length() - ending.length());
    }

    /** Whether a name has one of these endings, and codes are there for it. */
    static boolean isPart(Parts parts, StoredTensor tensor, List<String> endings, String codes) {
        return endings.stream().anyMatch(
                ending -> tensor.name().endsWith(ending) && parts.has(stem(tensor, ending) + codes));
    }
}
