package hearth.chat.value;

/**
 * What one render may spend. Every loop of the interpreter asks it, so a hostile template ends with a fault that names the
 * limit instead of holding a core or the heap.
 */
public final class Budget {
    public static final long MAX_STEPS = 5_000_000;
    public static final int MAX_TEXT_LENGTH = 16 << 20;
    public static final int MAX_RANGE = 100_000;
    public static final int MAX_NESTING = 64;
    public static final long MAX_NANOS = 2_000_000_000L;

    /** Levels of statements and expressions over all macro calls; keeps the Java stack below half a megabyte. */
    private static final int MAX_EVALUATION_DEPTH = 1_000;

    private static final int MAX_VALUE_DEPTH = 200;
    private static final long MAX_MEMORY = 32L << 20;
    private static final int CLOCK_INTERVAL = 2_048;

    private final long maxMemory;
    private final long startNanos = System.nanoTime();
    private long steps;
    private long memory;
    private int untilClock = CLOCK_INTERVAL;
    private int calls;
    private int evaluationDepth;
    private int valueDepth;

    /** {@code inputLength}: UTF-16 units in the given variables; a long conversation may be copied a few times. */
    public Budget(long inputLength) {
        this.maxMemory = MAX_MEMORY + 16 * inputLength;
    }

    /** One operation of constant cost. */
    public void step() {
        spend(1);
    }

    /** An operation that reads {@code length} UTF-16 units. */
    public void scan(long length) {
        spend(1 + (length >> 6));
    }

    private void spend(long cost) {
        steps += cost;
        if (steps > MAX_STEPS) {
            throw TemplateFault.limit("the template needs more than " + MAX_STEPS + " steps");
        }
        untilClock -= (int) Math.min(cost, CLOCK_INTERVAL);
        if (untilClock <= 0) {
            untilClock = CLOCK_INTERVAL;
            if (System.nanoTime() - startNanos > MAX_NANOS) {
                throw TemplateFault.limit("the template needs more than the time limit of 2 seconds");
            }
        }
    }

    /** New text of {@code length} UTF-16 units. */
    public void text(long length) {
        if (length > MAX_TEXT_LENGTH) {
            throw TemplateFault.limit("a text of the template grows over the limit of 16 MiB");
        }
        scan(length);
        memory(length);
    }

    /** A new collection of {@code count} references to values that exist already. */
    public void references(long count) {
        scan(count * 4);
        memory(16 + count * 4);
    }

    /** A collection of {@code count} values made for it. */
    public void values(long count) {
        scan(count * 16);
        memory(16 + count * 48);
    }

    private void memory(long units) {
        memory += units;
        if (memory > maxMemory) {
            throw TemplateFault.limit("the template builds more values than the memory limit allows");
        }
    }

    /** Entering a macro or another function of the template. */
    public void enterCall() {
        if (++calls > MAX_NESTING) {
            throw TemplateFault.limit("calls nest deeper than the limit of " + MAX_NESTING);
        }
    }

    public void leaveCall() {
        calls--;
    }

    /** Entering a nested statement or expression. */
    public void enter() {
        step();
        if (++evaluationDepth > MAX_EVALUATION_DEPTH) {
            throw TemplateFault.limit("the render nests deeper than the limit of " + MAX_EVALUATION_DEPTH + " levels");
        }
    }

    public void leave() {
        evaluationDepth--;
    }

    /** Entering an item of a list or dict while walking a value; a list that holds itself ends here. */
    public void enterValue() {
        step();
        if (++valueDepth > MAX_VALUE_DEPTH) {
            throw TemplateFault.limit("a value nests deeper than the limit of " + MAX_VALUE_DEPTH);
        }
    }

    public void leaveValue() {
        valueDepth--;
    }
}
