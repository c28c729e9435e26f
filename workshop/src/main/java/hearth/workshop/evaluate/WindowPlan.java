package hearth.workshop.evaluate;

/**
 * How a text is cut into windows, and which predictions count. Figures are comparable only between equal plans.
 *
 * @param kind the definition
 * @param length tokens of a window
 * @param stride tokens from one window's start to the next's
 * @param count windows
 */
public record WindowPlan(Kind kind, int length, int stride, int count) {
    /** The definitions there are. */
    public enum Kind {
        /** llama-perplexity's: of each chunk the second half counts, and its first token gives way to the begin token. */
        CHUNKS("llama-perplexity: the second half of each chunk counts"),
        /** That of papers on quantization: all of each window counts but its first token; with a stride, what is new in it. */
        WINDOWS("windows: all that is new in each window counts");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        /** One line for people. */
        public String description() {
            return description;
        }
    }

    private static final int MIN_LENGTH = 4;

    public WindowPlan {
        if (length < MIN_LENGTH || stride < 1 || stride > length || count < 1) {
            throw new EvaluationException("windows of " + length + " tokens, " + stride + " apart, " + count
                    + " of them: there must be " + MIN_LENGTH + " tokens, 1 apart at least and " + length + " at most, and one window");
        }
    }

    /**
     * llama-perplexity's definition: chunks of {@code length} tokens, of which the rows from length / 2 on count, length - 1 - length / 2
     * predictions a chunk. What is left at the end of the text is not read.
     *
     * @param most most chunks; 0 = all there are
     * @throws EvaluationException if the text has fewer tokens than two chunks
     */
    public static WindowPlan chunks(int tokenCount, int length, int most) {
        requireCounts(length, most);
        if (tokenCount < 2L * length) {
            throw new EvaluationException("the text has " + tokenCount + " tokens, but two chunks of " + length + " need " + 2L * length
                    + "; give a longer text or a smaller context");
        }
        int all = tokenCount / length;
        return new WindowPlan(Kind.CHUNKS, length, length, most == 0 ? all : Math.min(most, all));
    }

    /**
     * Windows of {@code length} tokens, {@code stride} apart, whose predictions all count that no window before made. With a stride
     * equal to the length it is what papers on quantization report as perplexity of 2048 tokens; with a smaller one, the sliding window.
     *
     * @param most most windows; 0 = all there are
     * @throws EvaluationException if the text has fewer tokens than a window
     */
    public static WindowPlan windows(int tokenCount, int length, int stride, int most) {
        requireCounts(length, most);
        if (stride < 1 || stride > length) {
            throw new EvaluationException("the stride is " + stride + " but must be from 1 to the window's " + length + " tokens");
        }
        if (tokenCount < length) {
            throw new EvaluationException("the text has " + tokenCount + " tokens, but a window needs " + length
                    + "; give a longer text or a smaller window");
        }
        int all = (tokenCount - length) / stride + 1;
        return new WindowPlan(Kind.WINDOWS, length, stride, most == 0 ? all : Math.min(most, all));
    }

    private static void requireCounts(int length, int most) {
        if (length < MIN_LENGTH) {
            throw new EvaluationException("a window of " + length + " tokens is too short; it must have " + MIN_LENGTH + " or more");
        }
        if (most < 0) {
            throw new EvaluationException("the number of chunks is " + most + " but must be 1 or more");
        }
    }

    /** A window, counted from 0. */
    public Window window(int index) {
        int start = Math.multiplyExact(index, stride);
        return switch (kind) {
            case CHUNKS -> new Window(start, length, length / 2, length - 1, true);
            case WINDOWS -> new Window(start, length, index == 0 ? 0 : Math.max(0, length - 1 - stride), length - 1, false);
        };
    }

    /** Predictions that count, of all windows. */
    public long scoredCount() {
        return window(0).scoredCount() + (count - 1L) * (count > 1 ? window(1).scoredCount() : 0);
    }
}
