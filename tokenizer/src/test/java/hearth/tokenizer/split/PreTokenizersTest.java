package hearth.tokenizer.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The hand-written scanners against the patterns they stand for, run by {@code java.util.regex}. */
class PreTokenizersTest {
    private static final String ANY_CASE = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String GPT2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    private static final String TAIL = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LEAD = "[^\\r\\n\\p{L}\\p{N}]?";
    private static final String CJK = "[\u4E00-\u9FA5\\x{0800}-\\x{4E00}\uAC00-\uD7FF&&[^\\s]]+";

    private static final String GPT4O = LEAD + UPPER + "*" + LOWER + "+" + ANY_CASE + "?|" + LEAD + UPPER + "+" + LOWER + "*" + ANY_CASE
            + "?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|" + TAIL;
    private static final String BLOOM = " ?[^(\\s|.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C)]+";
    private static final String PUNCTUATION = "!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3001-\u3002";

    record Family(String name, List<String> patterns) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Family> families() {
        return List.of(
                new Family("gpt-2", List.of(GPT2)),
                new Family("smollm", List.of("\\p{N}", GPT2)),
                new Family("llama-bpe", List.of(modern("\\p{L}", "\\p{N}{1,3}", "\\p{L}\\p{N}"))),
                new Family("qwen2", List.of(modern("\\p{L}", "\\p{N}", "\\p{L}\\p{N}"))),
                new Family("qwen35", List.of(modern("[\\p{L}\\p{M}]", "\\p{N}", "\\p{L}\\p{M}\\p{N}"))),
                new Family("seed-coder", List.of(ANY_CASE + "|" + LEAD
                        + "\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|" + TAIL)),
                new Family("minicpm5", List.of("\\p{N}{1,3}", modern("\\p{L}", "\\p{N}+", "\\p{L}\\p{N}"))),
                new Family("falcon", List.of("[\\p{P}\\$\\+<=>\\^~\\|`]+", GPT2, "[0-9][0-9][0-9]")),
                new Family("default", List.of("[\\p{P}\\$\\+<=>\\^~\\|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]")),
                new Family("deepseek-coder", List.of("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", CJK, "\\p{N}")),
                new Family("deepseek-v3", List.of("\\p{N}{1,3}", "[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+",
                        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+|"
                                + " ?[\\p{P}\\p{S}]+[\\r\\n]*|" + TAIL)),
                new Family("tekken", List.of(LEAD + UPPER + "*" + LOWER + "+|" + LEAD + UPPER + "+" + LOWER
                        + "*|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|" + TAIL)),
                new Family("gpt-4o", List.of(GPT4O)),
                new Family("deepseek-llm", List.of("[\\r\\n]", "\\s?[" + letters() + "]+", "\\s?[" + PUNCTUATION + "]+",
                        "\\s+\\z", CJK, "\\p{N}+")),
                new Family("kimi-k2", List.of("\\p{IsHan}+|" + LEAD + notHan(UPPER) + "*" + notHan(LOWER) + "+" + ANY_CASE + "?|"
                        + LEAD + notHan(UPPER) + "+" + notHan(LOWER) + "*" + ANY_CASE
                        + "?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|" + TAIL)),
                new Family("tiny_aya", List.of("\\d{1,3}(?=(?:\\d{3})*\\b)", GPT4O)),
                new Family("superbpe", List.of("\\p{N}+", "(?=(\\d{3})+(?!\\d))")),
                new Family("bloom", List.of(BLOOM)),
                new Family("viking", List.of(BLOOM, "\\p{N}")),
                new Family("gemma4", List.of("[^\n]+|[\n]+")),
                new Family("whitespace", List.of("\\S+")));
    }

    private static String notHan(String characters) {
        return "[" + characters + "&&[^\\p{IsHan}]]";
    }

    private static String letters() {
        StringBuilder ranges = new StringBuilder();
        CharacterSet letters = LetterRanges.letters();
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (letters.contains(codePoint)) {
                ranges.append(String.format("\\x{%X}", codePoint));
            }
        }
        return ranges.toString();
    }

    private static String modern(String word, String number, String excluded) {
        return ANY_CASE + "|" + LEAD + word + "+|" + number + "| ?[^\\s" + excluded + "]+[\\r\\n]*|" + TAIL;
    }

    @ParameterizedTest
    @MethodSource("families")
    void cutsAsItsPatternsDo(Family family) {
        PreTokenizer preTokenizer = PreTokenizers.find(family.name).orElseThrow();
        List<Pattern> patterns = family.patterns.stream()
                .map(pattern -> Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS))
                .toList();
        Random random = new Random(7);
        for (int i = 0; i < 4_000; i++) {
            String text = randomText(random, 1 + random.nextInt(30));
            assertThat(words(preTokenizer, text)).as("words of \"%s\"", text).isEqualTo(wordsByRegex(patterns, text));
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void takesLinearTime(Family family) {
        PreTokenizer preTokenizer = PreTokenizers.find(family.name).orElseThrow();
        for (String unit : List.of("a", "A", "7", "!", " ", "\n", "\t", "\u4E2D", "\u0301", "\uD83D\uDE00", "aA", " \n", "1 ",
                "'", "' ", "\u0000", "\u3000", "a\u0301", "/", "\u2028a")) {
            char[] text = unit.repeat(1_000_000 / unit.length()).toCharArray();
            int[] covered = {0};
            // a scan that goes back over a run would take hours, so the bound can be generous
            Assertions.assertTimeout(Duration.ofSeconds(20), () -> preTokenizer.split(text, 0, text.length, (chars, from, to) -> {
                covered[0] = from == covered[0] && to > from ? to : -1;
            }));
            assertThat(covered[0]).isEqualTo(text.length);
        }
    }

    @Test
    void knowsNamesAndAliases() {
        assertThat(PreTokenizers.find("llama-v3")).isPresent();
        assertThat(PreTokenizers.find("llama3").orElseThrow().ignoresMerges()).isTrue();
        assertThat(PreTokenizers.find("phi-2")).isPresent();
        assertThat(PreTokenizers.find("nonsense")).isEmpty();
        assertThat(PreTokenizers.names()).contains("default", "qwen2", "smollm").doesNotHaveDuplicates();
    }

    private static List<String> words(PreTokenizer preTokenizer, String text) {
        List<String> words = new ArrayList<>();
        preTokenizer.split(text.toCharArray(), 0, text.length(), (chars, from, to) -> words.add(new String(chars, from, to - from)));
        return words;
    }

    private static List<String> wordsByRegex(List<Pattern> patterns, String text) {
        List<String> pieces = List.of(text);
        for (Pattern pattern : patterns) {
            List<String> cut = new ArrayList<>();
            for (String piece : pieces) {
                Matcher matcher = pattern.matcher(piece);
                int end = 0;
                while (matcher.find()) {
                    if (matcher.start() > end) {
                        cut.add(piece.substring(end, matcher.start()));
                    }
                    if (matcher.end() > matcher.start()) { // an empty match only cuts
                        cut.add(matcher.group());
                    }
                    end = matcher.end();
                }
                if (end < piece.length()) {
                    cut.add(piece.substring(end));
                }
            }
            pieces = cut;
        }
        return pieces;
    }

    private static String randomText(Random random, int length) {
        String alphabet = "aZ5 \n\r\t'!.$+`/_-\u00A0\u0301\u4E2D\u3042\u00E9\u01C5\u02B0\u0660\u00BD\u3000\u0085\u001C\u200B\u2028\u20AC\u0000"
                + "sStTrReEvVmMlLdD   ''123AAaa";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(12)) {
                case 0 -> text.appendCodePoint(randomCodePoint(random));
                case 1 -> text.append("\uD83D\uDC69\u200D");
                default -> text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
        }
        return text.toString();
    }

    /** Any code point whose class is the same in the JDK's Unicode version and in the reference's. */
    private static int randomCodePoint(Random random) {
        while (true) {
            int codePoint = random.nextInt(random.nextBoolean() ? 0x3000 : 0x20000);
            boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
            if (!surrogate && (CharacterClass.of(codePoint) != 0 || Character.getType(codePoint) == Character.CONTROL)) {
                return codePoint;
            }
        }
    }
}
