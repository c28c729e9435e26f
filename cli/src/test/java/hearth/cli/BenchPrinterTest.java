package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchPrinterTest {
    private static final BenchRow ROW = new BenchRow(
            machine(), 2, new BenchTest(512, 0, 0), Instant.parse("2026-11-23T01:02:03.4Z"), new long[] {1_000_000_000L, 2_000_000_000L});

    private static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("build_commit", "abc");
        machine.put("backends", "cpu");
        machine.put("model_type", "llama \"x\"");
        machine.put("model_size", 96_575_488L);
        machine.put("model_n_params", 134_515_008L);
        return machine;
    }

    @Test
    void meanAndSampleDeviation() {
        assertThat(ROW.fields().get("avg_ts")).isEqualTo(384.0);
        assertThat((Double) ROW.fields().get("stddev_ts")).isCloseTo(181.019, within(1e-3));
        assertThat(ROW.fields().get("avg_ns")).isEqualTo(1_500_000_000L);
        assertThat(ROW.fields().get("stddev_ns")).isEqualTo(707_106_781L);
        assertThat(BenchRow.deviation(new double[] {3})).isZero();
    }

    @Test
    void markdownIsLlamaBenchsTable() {
        assertThat(printed(BenchPrinter.Format.md).lines().toList().get(2)).isEqualTo(
                "| llama \"x\"                      |  92.10 MiB |   134.52 M | cpu        |       2 |           pp512 |      384.00 ± 181.02 |");
    }

    @Test
    void csvQuotesAndLeavesTheSamplesOut() {
        List<String> lines = printed(BenchPrinter.Format.csv).lines().toList();
        assertThat(lines.getFirst()).startsWith("build_commit,backends,").endsWith(",avg_ts,stddev_ts");
        assertThat(lines.get(1)).contains("\"llama \"\"x\"\"\"").contains("\"2026-11-23T01:02:03Z\"");
        assertThat(lines).hasSize(2);
    }

    @Test
    void namesTests() {
        assertThat(new BenchTest(0, 128, 0).name()).isEqualTo("tg128");
        assertThat(new BenchTest(32, 8, 512).name()).isEqualTo("pp32+tg8 @ d512");
    }

    private static String printed(BenchPrinter.Format format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BenchPrinter.print(format, List.of(ROW), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
