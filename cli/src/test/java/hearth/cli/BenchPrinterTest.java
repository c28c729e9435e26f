package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
            machine(), 2, new BenchTest(512, 0, 0), Instant.parse("2026-11-23T01:02:03.4Z"),
            List.of(new BenchSample(1_000_000_000L, new long[0]), new BenchSample(2_000_000_000L, new long[0])), new BenchRow.Roof(20e9, 100));
    private static final BenchRow DECODE = new BenchRow(
            machine(), 1, new BenchTest(0, 4, 0), Instant.parse("2026-11-23T01:02:03.4Z"),
            List.of(new BenchSample(0, new long[] {10_000_000L, 20_000_000L, 30_000_000L, 40_000_000L})), new BenchRow.Roof(20e9, 80));

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
        assertThat(lines.getFirst()).startsWith("build_commit,backends,").contains(",avg_ts,stddev_ts,").doesNotContain("samples_");
        assertThat(lines.get(1)).contains("\"llama \"\"x\"\"\"").contains("\"2026-11-23T01:02:03Z\"");
        assertThat(lines).hasSize(2);
    }

    @Test
    void decodingTellsLatenciesAndItsShareOfTheRoof() {
        Map<String, Object> fields = DECODE.fields();
        assertThat(fields.get("token_ms_p50")).isEqualTo(20.0);
        assertThat(fields.get("token_ms_p99")).isEqualTo(40.0);
        assertThat(fields.get("time_to_first_token_ms")).isNull();
        assertThat((Double) fields.get("roofline_share")).isCloseTo(0.5, within(1e-9));
        assertThat(ROW.fields().get("roofline_share")).isNull();
        assertThat(ROW.fields().get("time_to_first_token_ms")).isEqualTo(1500.0);
    }

    @Test
    void pairsAreReadOrRefused() {
        assertThat(BenchTest.ofPair("512, 128", 7)).isEqualTo(new BenchTest(512, 128, 7));
        assertThatThrownBy(() -> BenchTest.ofPair("512", 0)).isInstanceOf(CommandException.class).hasMessageContaining("512");
        assertThatThrownBy(() -> BenchTest.ofPair("a,1", 0)).isInstanceOf(CommandException.class);
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
