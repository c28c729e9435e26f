package hearth.cli;

import hearth.engine.generate.Usage;
import java.io.PrintStream;
import java.util.Locale;

/** The lines of {@code --verbose}. */
final class TimingReport {
    private TimingReport() {}

    static void print(PrintStream err, Usage usage, long loadNanos) {
        long total = loadNanos + usage.promptNanos() + usage.generationNanos();
        line(err, "total duration:", Display.goDuration(total));
        line(err, "load duration:", Display.goDuration(loadNanos));
        if (usage.promptTokens() > 0) {
            line(err, "prompt eval count:", usage.promptTokens() + " token(s)");
            line(err, "prompt eval duration:", Display.goDuration(usage.promptNanos()));
            line(err, "prompt eval rate:", rate(usage.promptTokensPerSecond()));
        }
        if (usage.generatedTokens() > 0) {
            line(err, "eval count:", usage.generatedTokens() + " token(s)");
            line(err, "eval duration:", Display.goDuration(usage.generationNanos()));
            line(err, "eval rate:", rate(usage.generatedTokensPerSecond()));
        }
    }

    private static String rate(double tokensPerSecond) {
        return String.format(Locale.ROOT, "%.2f tokens/s", tokensPerSecond);
    }

    private static void line(PrintStream err, String label, String value) {
        err.printf(Locale.ROOT, "%-21s %s%n", label, value);
    }
}
