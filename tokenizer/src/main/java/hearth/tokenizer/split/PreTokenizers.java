package hearth.tokenizer.split;

import static hearth.tokenizer.split.CharacterClass.LETTER;
import static hearth.tokenizer.split.CharacterClass.MARK;
import static hearth.tokenizer.split.CharacterClass.NUMBER;
import static hearth.tokenizer.split.CharacterClass.PUNCTUATION;
import static hearth.tokenizer.split.CharacterClass.SPACE;

import hearth.tokenizer.split.RunSplitter.Lead;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The pre-tokenizers by the names that model files use. */
public final class PreTokenizers {
    /** The name for files that name none. */
    public static final String DEFAULT = "default";

    /** The name for vocabularies of Gemma 4's kind. */
    public static final String GEMMA4 = "gemma4";

    /** The name for vocabularies of plain words. */
    public static final String WHITESPACE = "whitespace";

    private static final int UNLIMITED = Integer.MAX_VALUE;

    /** Models whose text is cut alike; a splitter is only made for the one that is asked for. */
    private enum Family {
        GPT2("gpt-2", "phi-2", "mpt", "olmo", "jais", "mellum", "modern-bert", "jina-es", "jina-de", "jina-v2-es", "jina-v2-de",
                "gigachat", "a.x-4.0", "exaone4", "trillion", "granite-docling", "jina-v1-en", "jina-v2-code", "roberta-bpe"),
        STARCODER("starcoder", "refact", "codeshell", "exaone", "minerva-7b", "mellum2", "command-r", "smollm"),
        LLAMA3("llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano"),
        DBRX("dbrx", "smaug-bpe", "glm4", "chatglm-bpe"),
        QWEN2("qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "hunyuan", "grok-2", "solar-open", "stablelm2", "megrez",
                "bailingmoe", "bailingmoe2", "llada-moe"),
        QWEN35("qwen35"),
        SEED_CODER("seed-coder"),
        MINICPM5("minicpm5"),
        FALCON("falcon"),
        PLAIN(DEFAULT),
        DEEPSEEK_CODER("deepseek-coder"),
        DEEPSEEK3("deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4"),
        TEKKEN("tekken"),
        GPT4O("gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2"),
        DEEPSEEK("deepseek-llm"),
        KIMI("kimi-k2"),
        TINY_AYA("tiny_aya", "cohere2moe"),
        SUPERBPE("superbpe"),
        BLOOM("bloom", "gpt3-finnish", "poro-chat"),
        VIKING("viking"),
        LINES(GEMMA4, "granite-embed-multi-311m", "sarvam-moe"),
        WORDS(WHITESPACE);

        private final List<String> names;

        Family(String... names) {
            this.names = List.of(names);
        }
    }

    private PreTokenizers() {}

    /** The pre-tokenizer of this name. */
    public static Optional<PreTokenizer> find(String name) {
        for (Family family : Family.values()) {
            if (family.names.contains(name)) {
                boolean wholeWords = family == Family.LLAMA3 || family == Family.TEKKEN || family == Family.MINICPM5;
                boolean addsBos = family == Family.LLAMA3 || family == Family.TEKKEN;
                boolean plainText = family == Family.LINES || family == Family.WORDS;
                return Optional.of(new PreTokenizer(splitters(family), wholeWords, addsBos, plainText));
            }
        }
        return Optional.empty();
    }

    /** All names, in order. */
    public static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        for (Family family : Family.values()) {
            names.addAll(family.names);
        }
        return names;
    }

    private static List<Splitter> splitters(Family family) {
        return switch (family) {
            case GPT2 -> List.of(new Gpt2Splitter());
            case STARCODER -> List.of(numbers(1), new Gpt2Splitter());
            case LLAMA3, DBRX -> List.of(new ModernSplitter(LETTER, 3, true));
            case QWEN2 -> List.of(new ModernSplitter(LETTER, 1, true));
            case QWEN35 -> List.of(new ModernSplitter(LETTER | MARK, 1, true));
            case SEED_CODER -> List.of(new ModernSplitter(LETTER, 1, false));
            case MINICPM5 -> List.of(numbers(3), new ModernSplitter(LETTER, UNLIMITED, true));
            case FALCON -> List.of(
                    runs(CharacterSet.ofClassesAnd(PUNCTUATION, "$+<=>^~|`")), new Gpt2Splitter(), threeDigits());
            case PLAIN -> List.of(
                    runs(CharacterSet.ofClassesAnd(PUNCTUATION, "$+<=>^~|")),
                    new Gpt2Splitter(),
                    numbers(UNLIMITED),
                    threeDigits());
            case DEEPSEEK_CODER -> List.of(
                    newline(),
                    new RunSplitter(Lead.WHITE_SPACE, 1, UNLIMITED, CharacterSet.ofClasses(LETTER)),
                    new RunSplitter(Lead.WHITE_SPACE, 1, UNLIMITED, CharacterSet.ofClasses(PUNCTUATION)),
                    runs(eastAsian()),
                    numbers(1));
            case DEEPSEEK3 -> List.of(
                    numbers(3),
                    runs(CharacterSet.ofRanges(0x4E00, 0x9FA5, 0x3040, 0x30FF)),
                    new DeepSeek3Splitter());
            case TEKKEN -> List.of(new CaseSplitter(1, false, false));
            case GPT4O -> List.of(new CaseSplitter(3, true, false));
            case DEEPSEEK -> List.of(
                    newline(),
                    new RunSplitter(Lead.WHITE_SPACE, 1, UNLIMITED, LetterRanges.letters()),
                    new RunSplitter(Lead.WHITE_SPACE, 1, UNLIMITED, CharacterSet.ofRanges(
                            '!', '/', ':', '~', 0xFF01, 0xFF0F, 0xFF1A, 0xFF5E, 0x2018, 0x201F, 0x3000, 0x3002).without(SPACE)),
                    new TailSplitter(),
                    runs(eastAsian()),
                    numbers(UNLIMITED));
            case KIMI -> List.of(new CaseSplitter(3, true, true));
            case TINY_AYA -> List.of(new DigitGroupSplitter(true), new CaseSplitter(3, true, false));
            case SUPERBPE -> List.of(numbers(UNLIMITED), new DigitGroupSplitter(false));
            case BLOOM -> List.of(bloomWords());
            case VIKING -> List.of(bloomWords(), numbers(1));
            case LINES -> List.of(runs(CharacterSet.ofClassesAnd(0, "\n")));
            case WORDS -> List.of(runs(CharacterSet.ofClasses(SPACE).inverse()));
        };
    }

    private static Splitter newline() {
        return new RunSplitter(Lead.NOTHING, 1, 1, CharacterSet.ofClassesAnd(0, "\r\n"));
    }

    /** The ranges as DeepSeek wrote them; the reference takes the white space in them for white space. */
    private static CharacterSet eastAsian() {
        return CharacterSet.ofRanges(0x0800, 0x9FA5, 0xAC00, 0xD7FF).without(SPACE);
    }

    private static Splitter bloomWords() {
        String ends = "(|.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C)";
        return new RunSplitter(Lead.SPACE, 1, UNLIMITED, CharacterSet.ofClassesAnd(SPACE, ends).inverse());
    }

    private static Splitter numbers(int atATime) {
        return new RunSplitter(Lead.NOTHING, 1, atATime, CharacterSet.ofClasses(NUMBER));
    }

    private static Splitter runs(CharacterSet members) {
        return new RunSplitter(Lead.NOTHING, 1, UNLIMITED, members);
    }

    private static Splitter threeDigits() {
        return new RunSplitter(Lead.NOTHING, 3, 3, CharacterSet.ofRanges('0', '9'));
    }
}
