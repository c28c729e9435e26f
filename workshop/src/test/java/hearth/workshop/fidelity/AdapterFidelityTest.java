package hearth.workshop.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.compute.KvType;
import hearth.engine.adapter.AdapterOptions;
import hearth.format.gguf.GgufFile;
import hearth.json.Json;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.WeightType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters as PEFT writes them, applied while the tiny models run, against what PEFT computes; made by scripts/tiny-models/adapters.py. */
class AdapterFidelityTest {
    @TempDir
    private Path folder;

    /** A run of the reference. */
    record Run(String family, Map<String, Float> adapters, String logits) {
        @Override
        public String toString() {
            return family + " " + adapters;
        }
    }

    private static Path adapters() {
        return Reference.of("llama").folder().getParent().resolveSibling("adapters");
    }

    static Stream<Run> runs() throws IOException {
        List<Run> runs = new ArrayList<>();
        for (Object entry : (List<?>) Json.parseObject(Files.readString(adapters().resolve("runs.json"))).get("runs")) {
            Map<?, ?> run = (Map<?, ?>) entry;
            Map<String, Float> scales = new LinkedHashMap<>();
            ((Map<?, ?>) run.get("adapters")).forEach((name, scale) -> scales.put((String) name, ((Number) scale).floatValue()));
            runs.add(new Run((String) run.get("family"), scales, (String) run.get("logits")));
        }
        assertThat(runs).hasSizeGreaterThanOrEqualTo(7);
        return runs.stream();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void logitsEqualPeft(Run run) throws IOException {
        Reference reference = Reference.of(run.family());
        float[] wanted = logits(adapters().resolve(run.logits()));
        for (BackendProvider provider : BackendProvider.installed()) {
            try (Backend backend = provider.open(new BackendOptions(2));
                    TinyRun tiny = load(reference, backend, run.adapters())) {
                float[] together = tiny.together(KvType.F32);
                assertThat(Reference.error(together, wanted)).as("%s on %s", run, provider.name()).isLessThan(1e-10);
                assertThat(Reference.error(reference.outputs(), wanted)).as("what the adapters change").isGreaterThan(0.01);
                assertThat(Reference.error(tiny.oneByOne(KvType.F32), wanted)).isLessThan(1e-10);
            }
        }
    }

    @Test
    void aScaleOfZeroChangesNothing() {
        Reference reference = Reference.of("llama");
        try (Backend backend = BackendProvider.installed().getFirst().open(new BackendOptions(2));
                TinyRun plain = load(reference, backend, Map.of());
                TinyRun off = load(reference, backend, Map.of("llama-all", 0f, "llama-ranks", 0f))) {
            assertThat(off.together(KvType.F32)).isEqualTo(plain.together(KvType.F32));
        }
    }

    @Test
    void theBaseIsNotChanged() {
        Reference reference = Reference.of("phi3");
        try (Backend backend = BackendProvider.installed().getFirst().open(new BackendOptions(2))) {
            float[] before;
            try (TinyRun plain = load(reference, backend, Map.of())) {
                before = plain.together(KvType.F32);
                try (TinyRun adapted = load(reference, backend, Map.of("phi3-fused", 1f))) {
                    assertThat(adapted.together(KvType.F32)).isNotEqualTo(before);
                }
                assertThat(plain.together(KvType.F32)).isEqualTo(before);
            }
        }
    }

    @Test
    void oneByOneEqualsTogetherToTheBit() {
        Reference reference = Reference.of("qwen2");
        try (Backend backend = BackendProvider.installed().getFirst().open(new BackendOptions(2));
                TinyRun tiny = load(reference, backend, Map.of("qwen2-rs", 1f))) {
            assertThat(tiny.oneByOne(KvType.F32)).isEqualTo(tiny.together(KvType.F32));
        }
    }

    private TinyRun load(Reference reference, Backend backend, Map<String, Float> adapters) {
        Path gguf = folder.resolve(reference.family() + ".gguf");
        if (!Files.exists(gguf)) {
            TinyRun.convert(reference, WeightType.F32, gguf);
        }
        List<AdapterOptions> options = adapters.entrySet().stream()
                .map(entry -> new AdapterOptions(() -> adapter(gguf, entry.getKey()), entry.getValue()))
                .toList();
        return TinyRun.load(reference, gguf, backend, options);
    }

    private static GgufFile adapter(Path gguf, String name) {
        try (GgufFile model = GgufFile.open(gguf)) {
            return Conversion.openAdapter(adapters().resolve(name), model);
        }
    }

    private static float[] logits(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }
}
