package hearth.workshop.budget;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a user asks of a quantization: the smallest file within a loss, or the least loss within a size. */
public sealed interface BudgetGoal {
    /** The smallest file whose KL divergence from the source is at most this, in nats a token. */
    record Divergence(double nats) implements BudgetGoal {
        @Override
        public String toString() {
            return "KL divergence " + Forms.number(nats);
        }
    }

    /** The smallest file whose perplexity is at most this share above the source's: 0.02 for 2 %. */
    record Perplexity(double share) implements BudgetGoal {
        @Override
        public String toString() {
            return "perplexity +" + Forms.number(100 * share) + " %";
        }
    }

    /** The least KL divergence in a file of at most this many bytes. */
    record Size(long bytes) implements BudgetGoal {
        @Override
        public String toString() {
            return bytes + " bytes";
        }
    }

    /**
     * Reads {@code kl:0.02}, {@code ppl:2%}, {@code 4GB}, {@code 700MiB}.
     *
     * @throws IllegalArgumentException if it is none of these; the message says what is expected
     */
    static BudgetGoal parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        Matcher loss = Forms.LOSS.matcher(lower);
        if (loss.matches()) {
            double value = Double.parseDouble(loss.group(2));
            boolean perplexity = loss.group(1).equals("ppl");
            boolean percent = loss.group(3) != null;
            if (value > 0 && perplexity == percent) {
                return perplexity ? new Perplexity(value / 100) : new Divergence(value);
            }
        }
        Matcher size = Forms.SIZE.matcher(lower);
        if (size.matches()) {
            double bytes = Double.parseDouble(size.group(1)) * unit(size.group(2));
            if (bytes >= 1 && bytes < Long.MAX_VALUE) {
                return new Size((long) bytes);
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no budget; give a loss as kl:0.02 or ppl:2%, or a size as 4GB or 700MiB");
    }

    private static double unit(String name) {
        int power = "kmgt".indexOf(name.charAt(0)) + 1;
        return Math.pow(name.length() == 3 ? 1024 : 1000, power);
    }

    /** How budgets are written. */
    final class Forms {
        private static final Pattern LOSS = Pattern.compile("(kl|ppl):(\\d{1,9}(?:\\.\\d{1,12})?)\\s?(%)?");
        private static final Pattern SIZE = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s?(b|[kmgt]b|[kmgt]ib)");

        private Forms() {}

        private static String number(double value) {
            return new BigDecimal(value, new MathContext(6)).stripTrailingZeros().toPlainString();
        }
    }
}
