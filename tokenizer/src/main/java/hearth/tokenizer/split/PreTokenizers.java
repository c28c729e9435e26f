package hearth.tokenizer.split;

import static hearth.tokenizer.split.CharacterClass.LETTER;
import static hearth.tokenizer.split.CharacterClass.MARK;
import static hearth.tokenizer.split.CharacterClass.NUMBER;
import static hearth.tokenizer.split.CharacterClass.PUNCTUATION;
import static hearth.tokenizer.split.CharacterClass.SPACE;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** The pre-tokenizers by the names that model files use. */
public final class PreTokenizers {
    /** The name for files that name none. */
    public static final String DEFAULT = "default";

    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final Map<String, PreTokenizer> BY_NAME = new TreeMap<>();

    static {
        Splitter gpt2 = new Gpt2Splitter();
        Splitter digit = new RunSplitter(false, 1, 1, inClass(NUMBER));
        Splitter threeDigits = new RunSplitter(false, 3, 3, c -> c >= '0' && c <= '9');
        Splitter threeAtATime = new ModernSplitter(LETTER, 3, true);
        Splitter oneAtATime = new ModernSplitter(LETTER, 1, true);

        add(plain(gpt2), "gpt-2", "phi-2", "mpt", "olmo", "jais", "mellum", "modern-bert", "jina-es", "jina-de", "jina-v2-es",
                "jina-v2-de", "gigachat", "a.x-4.0", "exaone4", "trillion", "granite-docling", "jina-v1-en", "jina-v2-code",
                "roberta-bpe");
        add(plain(digit, gpt2), "starcoder", "refact", "codeshell", "exaone", "minerva-7b", "mellum2", "command-r", "smollm");
        add(new PreTokenizer(List.of(threeAtATime), true, true), "llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1",
                "pixtral", "midm-2.0", "lfm2", "jina-v5-nano");
        add(plain(threeAtATime), "dbrx", "smaug-bpe", "glm4", "chatglm-bpe");
        add(plain(oneAtATime), "qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "hunyuan", "grok-2", "solar-open", "stablelm2",
                "megrez", "bailingmoe", "bailingmoe2", "llada-moe");
        add(plain(new ModernSplitter(LETTER | MARK, 1, true)), "qwen35");
        add(plain(new ModernSplitter(LETTER, 1, false)), "seed-coder");
        add(new PreTokenizer(
                        List.of(new RunSplitter(false, 1, 3, inClass(NUMBER)), new ModernSplitter(LETTER, UNLIMITED, true)),
                        true,
                        false),
                "minicpm5");
        add(plain(new RunSplitter(false, 1, UNLIMITED, punctuationOr("$+<=>^~|`")), gpt2, threeDigits), "falcon");
        add(plain(
                        new RunSplitter(false, 1, UNLIMITED, punctuationOr("$+<=>^~|")),
                        gpt2,
                        new RunSplitter(false, 1, UNLIMITED, inClass(NUMBER)),
                        threeDigits),
                DEFAULT);
        add(plain(
                        new RunSplitter(false, 1, 1, c -> c == '\r' || c == '\n'),
                        new RunSplitter(true, 1, UNLIMITED, inClass(LETTER)),
                        new RunSplitter(true, 1, UNLIMITED, inClass(PUNCTUATION)),
                        new RunSplitter(false, 1, UNLIMITED, PreTokenizers::isDeepSeekCjk),
                        digit),
                "deepseek-coder");
    }

    private PreTokenizers() {}

    /** The pre-tokenizer of this name. */
    public static Optional<PreTokenizer> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** All names, in order. */
    public static SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(((TreeMap<String, PreTokenizer>) BY_NAME).navigableKeySet());
    }

    private static void add(PreTokenizer preTokenizer, String... names) {
        for (String name : names) {
            BY_NAME.put(name, preTokenizer);
        }
    }

    private static PreTokenizer plain(Splitter... splitters) {
        return new PreTokenizer(Arrays.asList(splitters), false, false);
    }

    private static IntPredicate inClass(int classes) {
        return c -> (CharacterClass.of(c) & classes) != 0;
    }

    private static IntPredicate punctuationOr(String others) {
        return c -> (CharacterClass.of(c) & PUNCTUATION) != 0 || others.indexOf(c) >= 0;
    }

    // the ranges as DeepSeek wrote them; the reference reads the white space in them as white space
    private static boolean isDeepSeekCjk(int c) {
        return (c >= 0x0800 && c <= 0x9FA5 || c >= 0xAC00 && c <= 0xD7FF) && (CharacterClass.of(c) & SPACE) == 0;
    }
}
