package hearth.workshop.quantize;

import static hearth.format.TensorType.IQ2_XXS;
import static hearth.format.TensorType.IQ3_S;
import static hearth.format.TensorType.IQ3_XXS;
import static hearth.format.TensorType.IQ4_NL;
import static hearth.format.TensorType.Q2_K;
import static hearth.format.TensorType.Q3_K;
import static hearth.format.TensorType.Q4_0;
import static hearth.format.TensorType.Q4_K;
import static hearth.format.TensorType.Q5_0;
import static hearth.format.TensorType.Q5_1;
import static hearth.format.TensorType.Q5_K;
import static hearth.format.TensorType.Q6_K;
import static hearth.format.TensorType.Q8_0;

import hearth.format.TensorType;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * llama.cpp's rules of which tensor of a file type gets which tensor type. Tensors must be asked for in the order of their
 * layers and names: some rules count.
 */
final class TypeMixture {
    private static final Set<FileType> SMALLEST =
            EnumSet.of(FileType.IQ2_XXS, FileType.IQ2_XS, FileType.IQ2_S, FileType.IQ2_M, FileType.IQ1_S, FileType.IQ1_M);
    private static final Set<FileType> EIGHT_EXPERT_OUTPUTS = EnumSet.of(FileType.Q2_K, FileType.IQ3_XS, FileType.IQ3_XXS,
            FileType.Q3_K_S, FileType.Q3_K_M, FileType.IQ4_NL, FileType.Q4_K_S, FileType.Q4_K_M, FileType.IQ3_S, FileType.IQ3_M,
            FileType.IQ4_XS);

    private final FileType fileType;
    private final ModelFacts facts;
    private final Map<TensorRole, Integer> seen = new EnumMap<>(TensorRole.class);

    TypeMixture(FileType fileType, ModelFacts facts) {
        this.fileType = fileType;
        this.facts = facts;
    }

    /** The type by the rules; its blocks may not fit the rows yet. */
    TensorType choose(TensorInfo tensor) {
        TensorRole role = TensorRole.of(tensor.name());
        int running = seen.merge(role, 1, Integer::sum) - 1;
        if (fileType == FileType.MXFP4_MOE) {
            return tensor.size(2) > 1 ? TensorType.MXFP4 : Q8_0;
        }
        boolean byLayer = facts.expertCount() > 1 && !SMALLEST.contains(fileType);
        int layer = byLayer ? TensorNames.layer(tensor.name()).orElse(running) : running;
        return switch (role) {
            case OUTPUT -> output(tensor);
            case EMBEDDING -> facts.tied() ? output(tensor) : embedding();
            case ATTENTION_VALUE -> value(running);
            case ATTENTION_KEY -> key();
            case ATTENTION_QUERY -> query();
            case ATTENTION_OUTPUT -> attentionOutput();
            case FEED_FORWARD_UP, FEED_FORWARD_GATE -> gateOrUp(layer);
            case FEED_FORWARD_DOWN -> facts.isFalcon() ? falconDown(layer) : down(layer);
            case OTHER -> usual();
        };
    }

    private TensorType usual() {
        return fileType.tensorType();
    }

    private boolean isFirstEighth(int layer) {
        return layer < facts.layerCount() / 8;
    }

    /** The first and last eighth, and each third layer between. */
    static boolean deservesMoreBits(int index, int count) {
        return index < count / 8 || index >= 7 * count / 8 || (index - count / 8) % 3 == 2;
    }

    private TensorType output(TensorInfo tensor) {
        if (facts.isFalcon() || tensor.columns() % usual().blockSize() != 0) {
            return Q8_0;
        }
        return switch (fileType) {
            case IQ2_XXS, IQ2_XS, IQ3_XXS, IQ1_S, IQ1_M, IQ2_S, IQ2_M -> Q5_K;
            case Q8_0 -> Q8_0;
            default -> Q6_K;
        };
    }

    private TensorType embedding() {
        return switch (fileType) {
            case IQ2_XXS, IQ2_XS, IQ1_S, IQ1_M -> Q2_K;
            case IQ2_S, IQ2_M, IQ3_XXS -> IQ3_S;
            case TQ1_0, TQ2_0, Q2_0 -> Q4_K;
            default -> usual();
        };
    }

    private TensorType value(int index) {
        boolean shared = facts.queriesPerKey() >= 4;
        if (SMALLEST.contains(fileType)) {
            return shared || facts.expertCount() >= 4 ? Q4_K : smallestBetter();
        }
        if (facts.expertCount() == 8) {
            return Q8_0;
        }
        boolean more = deservesMoreBits(index, facts.valueCount());
        TensorType type = switch (fileType) {
            case Q2_K -> shared ? Q4_K : Q3_K;
            case Q2_K_S, IQ3_XS, IQ3_S -> shared ? Q4_K : usual();
            case IQ3_XXS -> shared ? Q4_K : facts.importance() ? IQ3_XXS : IQ3_S;
            case IQ3_M -> Q4_K;
            case Q3_K_M -> index < 2 ? Q5_K : Q4_K;
            case Q3_K_L -> Q5_K;
            case IQ4_NL, IQ4_XS -> shared ? Q5_K : usual();
            case Q4_K_M, Q5_K_M -> more ? Q6_K : usual();
            case Q4_K_S -> index < 4 ? Q5_K : usual();
            default -> usual();
        };
        return facts.isSeventyBillion() && (type == Q3_K || type == Q4_K) ? Q5_K : type;
    }

    /** One step better than the usual type of the file types of two bits and less. */
    private TensorType smallestBetter() {
        return fileType == FileType.IQ2_S || fileType == FileType.IQ2_M ? IQ3_S : Q2_K;
    }

    private TensorType key() {
        if (facts.expertCount() == 8) {
            return SMALLEST.contains(fileType) ? Q4_K : Q8_0;
        }
        return query();
    }

    private TensorType query() {
        return switch (fileType) {
            case IQ3_XXS -> TensorType.IQ2_S;
            case IQ3_XS -> IQ3_XXS;
            default -> usual();
        };
    }

    private TensorType down(int layer) {
        if (SMALLEST.contains(fileType)) {
            return isFirstEighth(layer) ? smallestBetter() : usual();
        }
        int count = facts.layerCount();
        boolean more = deservesMoreBits(layer, count);
        boolean weighted = facts.importance();
        return switch (fileType) {
            case Q2_K -> Q3_K;
            case Q2_K_S -> isFirstEighth(layer) ? Q4_K : usual();
            case IQ3_XXS -> weighted ? usual() : isFirstEighth(layer) ? Q4_K : Q3_K;
            case Q3_K_M -> layer < count / 16 ? Q5_K : Q4_K;
            case Q3_K_L -> Q5_K;
            case IQ3_M -> isFirstEighth(layer) || facts.expertCount() == 8 && more ? Q4_K : usual();
            case Q4_K_M, Q5_K_M -> more ? Q6_K : usual();
            case Q4_K_S -> isFirstEighth(layer) ? Q5_K : usual();
            case IQ4_NL, IQ4_XS -> isFirstEighth(layer) && !weighted ? Q5_K : usual();
            case Q4_0 -> weighted && isFirstEighth(layer) ? TensorType.Q4_1 : usual();
            case Q5_0 -> weighted && isFirstEighth(layer) ? Q5_1 : usual();
            default -> usual();
        };
    }

    private TensorType falconDown(int layer) {
        int count = facts.layerCount();
        boolean more = deservesMoreBits(layer, count);
        return switch (fileType) {
            case Q3_K_M -> layer < count / 16 ? Q5_K : more ? Q4_K : Q3_K;
            case Q3_K_L -> Q4_K;
            case Q4_K_M -> layer < count / 16 ? Q6_K : more ? Q5_K : Q4_K;
            case Q4_K_S -> usual();
            default -> down(layer);
        };
    }

    private TensorType attentionOutput() {
        if (SMALLEST.contains(fileType)) {
            if (facts.expertCount() == 8) {
                return Q5_K;
            }
            return switch (fileType) {
                case IQ1_S, IQ1_M -> IQ2_XXS;
                case IQ2_S, IQ2_M -> IQ3_S;
                default -> usual();
            };
        }
        if (facts.isFalcon()) {
            return fileType == FileType.Q3_K_L ? Q4_K : usual();
        }
        if (facts.expertCount() == 8) {
            return EIGHT_EXPERT_OUTPUTS.contains(fileType) ? Q5_K : usual();
        }
        return switch (fileType) {
            case Q2_K -> Q3_K;
            case IQ3_XXS -> IQ3_S;
            case Q3_K_M, IQ3_M -> Q4_K;
            case Q3_K_L -> Q5_K;
            default -> usual();
        };
    }

    private TensorType gateOrUp(int layer) {
        int count = facts.layerCount();
        boolean middle = layer >= count / 8 && layer < 7 * count / 8;
        return fileType == FileType.IQ3_XS && middle ? IQ3_XXS : usual();
    }

    /** The type itself, or one with smaller blocks that the rows fill: F16 where none does. */
    static TensorType fitting(TensorType type, long columns) {
        if (columns % type.blockSize() == 0) {
            return type;
        }
        TensorType smaller = switch (type) {
            case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ4_XS -> IQ4_NL;
            case Q2_0, Q2_K, Q3_K, TQ1_0, TQ2_0 -> Q4_0;
            case Q4_K -> Q5_0;
            case Q5_K -> Q5_1;
            case Q6_K -> Q8_0;
            default -> TensorType.F16;
        };
        return columns % smaller.blockSize() == 0 ? smaller : TensorType.F16;
    }
}
