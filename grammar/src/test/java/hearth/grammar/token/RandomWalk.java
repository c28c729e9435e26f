package hearth.grammar.token;

import hearth.testkit.ThreadMeter;
import hearth.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Answers drawn at random from masks; they lean to an end the longer they get. */
final class RandomWalk {
    private static final int MAX_STEPS = 4_000;

    private final TokenVocabulary vocabulary;
    private final RandomGenerator random;
    private final long[] mask;
    private final int[] structural; // tokens of one character that move an answer on
    private final int[] closing;
    private long[] nanos = new long[1024]; // of each mask
    private int masks;

    RandomWalk(TokenVocabulary vocabulary, RandomGenerator random) {
        this.vocabulary = vocabulary;
        this.random = random;
        mask = new long[vocabulary.maskLength()];
        structural = ids("\"", "}", "]", ",", "{", "[", ":", "0", "1", "7", " ", "\n", "a", "-", ".");
        closing = ids("\"", "}", "]", "0", "n", "a", "b", "y", "/");
    }

    /** A text the grammar takes for complete. */
    String answer(TokenGrammar grammar) {
        GrammarMatcher matcher = grammar.matcher();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int step = 0; step < MAX_STEPS; step++) {
            long start = ThreadMeter.cpuNanos(Thread.currentThread());
            matcher.fillMask(mask);
            note(ThreadMeter.cpuNanos(Thread.currentThread()) - start);
            int id = choose(step, matcher.isComplete());
            matcher.accept(id);
            if (matcher.isFinished()) {
                return strictUtf8(text.toByteArray());
            }
            text.writeBytes(vocabulary.tokenizer().tokenBytes(id));
        }
        throw new AssertionError("no end after " + MAX_STEPS + " tokens: " + text.toString(StandardCharsets.UTF_8).substring(0, 500));
    }

    /** Processor time of the masks so far, ascending, in nanoseconds: other work on the machine does not count. */
    long[] durations() {
        long[] sorted = Arrays.copyOf(nanos, masks);
        Arrays.sort(sorted);
        return sorted;
    }

    long[] lastMask() {
        return mask;
    }

    private void note(long duration) {
        if (masks == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * masks);
        }
        nanos[masks++] = duration;
    }

    private int choose(int step, boolean complete) {
        if (complete && (step > 60 || random.nextInt(3) == 0)) {
            for (int id = 0; id < vocabulary.size(); id++) {
                if (allowed(id) && vocabulary.isEnding(id)) {
                    return id;
                }
            }
        }
        if (step > 120 && random.nextInt(4) > 0) {
            int from = random.nextBoolean() ? 0 : random.nextInt(closing.length); // now and then another than the first
            for (int i = 0; i < closing.length; i++) {
                int id = closing[(from + i) % closing.length];
                if (allowed(id)) {
                    return id;
                }
            }
        }
        if (random.nextInt(3) > 0) {
            int from = random.nextInt(structural.length);
            for (int i = 0; i < structural.length; i++) {
                int id = structural[(from + i) % structural.length];
                if (allowed(id)) {
                    return id;
                }
            }
        }
        int from = random.nextInt(vocabulary.size());
        for (int i = 0; i < vocabulary.size(); i++) {
            int id = (from + i) % vocabulary.size();
            if (allowed(id)) {
                return id;
            }
        }
        throw new AssertionError("an empty mask");
    }

    private boolean allowed(int id) {
        return (mask[id >> 6] >> id & 1) != 0;
    }

    private int[] ids(String... texts) {
        Tokenizer tokenizer = vocabulary.tokenizer();
        return List.of(texts).stream()
                .flatMapToInt(text -> IntStream.range(0, tokenizer.size())
                        .filter(id -> vocabulary.isText(id) && new String(vocabulary.piece(id), StandardCharsets.UTF_8).equals(text))
                        .limit(1))
                .toArray();
    }

    private static String strictUtf8(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            throw new AssertionError("the answer is not UTF-8");
        }
        return text;
    }
}
