package hearth.tokenizer.huggingface;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names the pre-tokenizer of a byte-level vocabulary by the patterns it is made of. */
final class PreTokenizerNames {
    private static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    private static final String ENDS = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String LEAD = "[^\\r\\n\\p{L}\\p{N}]?";
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String UPPER_NOT_HAN = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]";
    private static final String LOWER_NOT_HAN = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]";
    private static final String PUNCTUATION = "Punctuation";
    private static final String DIGIT = "\\p{N}";
    private static final String DIGITS = "\\p{N}+";
    private static final String EAST_ASIAN = "[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+";
    private static final String BLOOM_ENDS = ".,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C";

    private static final Map<List<String>, String> NAMES = names();

    private PreTokenizerNames() {}

    private static Map<List<String>, String> names() {
        Map<List<String>, String> names = new HashMap<>();
        names.put(List.of(GPT2), "gpt-2");
        names.put(List.of(DIGIT, GPT2), "starcoder");
        names.put(List.of(modern("\\p{L}", "\\p{N}{1,3}", "\\p{L}\\p{N}")), "dbrx");
        names.put(List.of(modern("\\p{L}", DIGIT, "\\p{L}\\p{N}")), "qwen2");
        names.put(List.of(modern("[\\p{L}\\p{M}]", DIGIT, "\\p{L}\\p{M}\\p{N}")), "qwen35");
        names.put(List.of(PUNCTUATION, GPT2, DIGITS, "[0-9][0-9][0-9]"), "falcon");
        names.put(List.of("[\r\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", EAST_ASIAN, DIGIT), "deepseek-coder");
        names.put(
                List.of("\\p{N}{1,3}", "[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+",
                        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+|"
                                + " ?[\\p{P}\\p{S}]+[\\r\\n]*|" + ENDS),
                "deepseek-v3");
        names.put(
                List.of(LEAD + UPPER + "*" + LOWER + "+|" + LEAD + UPPER + "+" + LOWER
                        + "*|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|" + ENDS),
                "tekken");
        String gpt4o = cases(UPPER, LOWER) + "[\\r\\n/]*|" + ENDS;
        names.put(List.of(gpt4o), "gpt-4o");
        names.put(List.of("[\\p{Han}]+|" + cases(UPPER_NOT_HAN, LOWER_NOT_HAN) + "[\\r\\n]*|" + ENDS), "kimi-k2");
        names.put(List.of("\\d{1,3}(?=(?:\\d{3})*\\b)", gpt4o), "tiny_aya");
        names.put(
                List.of(CONTRACTIONS + "|" + LEAD + "\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|" + ENDS), "seed-coder");
        names.put(
                List.of("'(?i:[sdmt]|ll|ve|re)|" + LEAD
                        + "\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"),
                "bailingmoe");
        names.put(List.of("\\p{N}{1,3}", modern("\\p{L}", DIGITS, "\\p{L}\\p{N}")), "minicpm5");
        names.put(List.of(DIGITS, "(?=(\\d{3})+(?!\\d))"), "superbpe");
        for (String bloom : List.of(" ?[^(\\s|" + BLOOM_ENDS + ")]+", " ?[^(\\s|[" + BLOOM_ENDS + "])]+")) {
            names.put(List.of(bloom), "bloom");
            names.put(List.of(bloom, DIGIT), "viking");
        }
        return names;
    }

    private static String modern(String word, String number, String excluded) {
        return CONTRACTIONS + "|" + LEAD + word + "+|" + number + "| ?[^\\s" + excluded + "]+[\\r\\n]*|" + ENDS;
    }

    private static String cases(String upper, String lower) {
        return LEAD + upper + "*" + lower + "+" + CONTRACTIONS + "?|" + LEAD + upper + "+" + lower + "*" + CONTRACTIONS
                + "?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+";
    }

    /**
     * The name for these steps, of which one is {@code ByteLevel}.
     *
     * @param ignoresMerges whether words that are tokens are taken whole
     * @param cleanSpaces whether decoding tidies up spaces
     * @throws hearth.tokenizer.InvalidVocabularyException naming the patterns if they are unknown
     */
    static String find(JsonValue preTokenizer, List<JsonValue> steps, boolean ignoresMerges, boolean cleanSpaces) {
        List<String> patterns = new ArrayList<>();
        for (JsonValue step : steps) {
            pattern(step).ifPresent(patterns::add);
        }
        String name = NAMES.get(patterns);
        if (name == null) {
            throw preTokenizer.unsupported("the way to cut words is not known: " + patterns);
        }
        String whole = name.equals("dbrx") ? "llama-bpe" : name;
        boolean wholeWords = whole.equals("llama-bpe") || name.equals("tekken") || name.equals("minicpm5");
        if (ignoresMerges != wholeWords && !name.equals("dbrx")) {
            throw preTokenizer.unsupported("with ignore_merges = " + ignoresMerges + " there is no name for the cut of " + name);
        }
        if (name.equals("starcoder") && !cleanSpaces) {
            return "smollm";
        }
        return ignoresMerges ? whole : name;
    }

    private static Optional<String> pattern(JsonValue step) {
        return switch (step.type()) {
            case "Split" -> {
                String behavior = step.required("behavior").text();
                boolean invert = step.flag("invert", false);
                // to remove what lies between matches and to isolate matches is the same where everything matches
                boolean isolates = behavior.equals("Isolated") && !invert || behavior.equals("Removed") && invert;
                JsonValue pattern = step.required("pattern");
                if (!isolates || pattern.find("Regex").isEmpty()) {
                    throw step.unsupported("a split with " + pattern.value() + ", behavior " + behavior + ", invert " + invert
                            + " is not supported in a byte-level vocabulary");
                }
                yield Optional.of(pattern.required("Regex").text());
            }
            case "Digits" -> Optional.of(step.flag("individual_digits", false) ? DIGIT : DIGITS);
            case "Punctuation" -> {
                if (!step.text("behavior", "Isolated").equals("Contiguous")) {
                    throw step.unsupported("punctuation is only known with behavior Contiguous");
                }
                yield Optional.of(PUNCTUATION);
            }
            case "ByteLevel" -> {
                if (step.flag("add_prefix_space", true)) {
                    throw step.unsupported("add_prefix_space is not supported in a byte-level vocabulary");
                }
                yield step.flag("use_regex", true) ? Optional.of(GPT2) : Optional.empty();
            }
            default -> throw step.unsupported("the pre-tokenizer " + step.type() + " is not supported in a byte-level vocabulary");
        };
    }
}
