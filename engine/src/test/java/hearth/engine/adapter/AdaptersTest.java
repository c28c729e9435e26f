package hearth.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.ScalarBackend;
import hearth.compute.Tensor;
import hearth.engine.Engine;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.ScalarEngine;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.Session;
import hearth.engine.sampling.SamplingOptions;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Adapter;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import hearth.testkit.TinyEncoder;
import hearth.testkit.TinyLlama;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdaptersTest {
    private static final String QUERY = LayerTensor.ATTENTION_QUERY.weight(0);
    private static final int RANK = 2;

    @TempDir
    private Path folder;

    private final Engine engine = ScalarEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    private Path model() {
        Path file = folder.resolve("tiny.gguf");
        return Files.exists(file) ? file : TinyLlama.create().write(file);
    }

    private static GgufWriter header() {
        return new GgufWriter()
                .put(General.ARCHITECTURE, "llama")
                .put(General.TYPE, "adapter")
                .put(Adapter.TYPE, "lora")
                .put(Adapter.LORA_ALPHA, 4f);
    }

    /** Both halves for q, which is (32, 32). */
    private static GgufWriter query(GgufWriter writer) {
        return half(half(writer, QUERY + ".lora_a", 32, RANK), QUERY + ".lora_b", RANK, 32);
    }

    private static GgufWriter half(GgufWriter writer, String name, long... shape) {
        return half(writer, name, 0, shape);
    }

    private static GgufWriter half(GgufWriter writer, String name, float first, long... shape) {
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putFloat(i == 0 && first != 0 ? first : (float) Math.sin(i * 0.7 + name.hashCode() % 10));
        }
        return writer.tensor(name, TensorType.F32, Arrays.stream(shape).boxed().toList(), MemorySegment.ofArray(bytes.array()));
    }

    private Path write(GgufWriter writer) throws IOException {
        Path file = folder.resolve("adapter.gguf");
        writer.write(file);
        return file;
    }

    private Model load(AdapterOptions... adapters) {
        return engine.load(model(), LoadOptions.defaults().withAdapters(List.of(adapters)));
    }

    private int[] answer(AdapterOptions... adapters) {
        try (Model model = load(adapters); Session session = model.session()) {
            GenerationRequest request = new GenerationRequest(
                    new int[] {1, 40, 60, 90}, SamplingOptions.greedy(), 16, List.of(), new Cancellation());
            return session.generate(request, event -> {}).tokenIds();
        }
    }

    @Test
    void anAdapterChangesTheAnswerAndAScaleOfZeroDoesNot() throws IOException {
        Path file = write(query(header()));
        int[] plain = answer();
        assertThat(answer(AdapterOptions.of(file).withScale(3))).isNotEqualTo(plain);
        assertThat(answer(AdapterOptions.of(file).withScale(0))).isEqualTo(plain);
        assertThat(answer(AdapterOptions.of(file).withScale(3), AdapterOptions.of(file).withScale(-3))).isEqualTo(plain);
    }

    /** Rows 8 to 11 of q as a matrix of their own, straight and turned: what is added is that part of scale · B · A. */
    @Test
    void partsTakeTheirRowsTurnedOrNot() throws IOException {
        Path file = write(query(header()));
        try (GgufFile model = GgufFile.open(model());
                Adapters adapters = Adapters.open(List.of(AdapterOptions.of(file)), model)) {
            TensorInfo tensor = model.tensor(QUERY);
            float[] added = new float[4 * 32];
            adapters.addTo(tensor, 8, 4, added);
            assertThat(added).doesNotContain(0);
            for (boolean turned : new boolean[] {false, true}) {
                Backend scalar = new ScalarBackend();
                FloatSource zeros = turned ? new FloatSource(32, 4, new float[128]) : new FloatSource(4, 32, new float[128]);
                Matrix matrix = adapters.adapt(scalar.load(zeros), new Adapters.Part(tensor, 8, 4, turned), scalar::load);
                Tensor in = scalar.tensor(1, matrix.columns());
                Tensor out = scalar.tensor(1, matrix.rows());
                float[] one = new float[matrix.columns()];
                one[2] = 1;
                in.write(0, one, 0);
                adapters.over(scalar).project(in, 1, matrix, out);
                float[] column = new float[matrix.rows()];
                out.read(0, column, 0);
                for (int i = 0; i < column.length; i++) {
                    assertThat(column[i]).isCloseTo(turned ? added[2 * 32 + i] : added[i * 32 + 2], within(1e-5f));
                }
            }
        }
    }

    @Test
    void memoryIsCounted() throws IOException {
        Path file = write(query(header()));
        LoadOptions with = LoadOptions.defaults().withAdapters(List.of(AdapterOptions.of(file)));
        long plain = engine.estimate(model(), LoadOptions.defaults()).weightBytes();
        assertThat(engine.estimate(model(), with).weightBytes()).isEqualTo(plain + 2 * 32 * RANK * Float.BYTES);
        try (Model without = load(); Model adapted = load(AdapterOptions.of(file))) {
            assertThat(adapted.residentBytes()).isGreaterThan(without.residentBytes());
        }
    }

    @Test
    void scalesAreNumbers() throws IOException {
        AdapterOptions options = AdapterOptions.of(write(query(header())));
        assertThatThrownBy(() -> options.withScale(Float.NaN)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("NaN");
    }

    private static Arguments bad(String message, UnaryOperator<GgufWriter> change) {
        return Arguments.of(message, change);
    }

    static Stream<Arguments> badAdapters() {
        String norm = LayerTensor.ATTENTION_NORM.weight(0);
        return Stream.of(
                bad("key general.type is 'model', so this is no adapter", w -> query(w.remove(General.TYPE))),
                bad("key adapter.type is 'control_vector'; only 'lora' is known", w -> query(w.put(Adapter.TYPE, "control_vector"))),
                bad("key adapter.type is missing", w -> query(w.remove(Adapter.TYPE))),
                bad("key adapter.lora.alpha is NaN, not a finite number", w -> query(w.put(Adapter.LORA_ALPHA, Float.NaN))),
                bad("key general.architecture is 'qwen2', but the model's is 'llama'", w -> query(w.put(General.ARCHITECTURE, "qwen2"))),
                bad("key adapter.alora.invocation_tokens is there: an activated LoRA", w -> query(w.put(Adapter.INVOCATION_TOKENS, 3))),
                bad("the adapter has no tensors", w -> w),
                bad("tensor '" + QUERY + ".lora_a' is here without its other half '" + QUERY + ".lora_b'",
                        w -> half(w, QUERY + ".lora_a", 32, RANK)),
                bad("tensor '" + QUERY + ".lora_b' is here without its other half", w -> half(w, QUERY + ".lora_b", RANK, 32)),
                bad("tensor '" + norm + "' is neither .lora_a nor .lora_b of a tensor", w -> half(query(w), norm, 32)),
                bad("tensor 'blk.7.attn_q.weight.lora_a' is for a tensor that the model tiny.gguf has not",
                        w -> half(half(w, "blk.7.attn_q.weight.lora_a", 32, 2), "blk.7.attn_q.weight.lora_b", 2, 32)),
                bad("tensor '" + norm + ".lora_a' has shape [32, 2] and its other half [2, 1], which does not fit",
                        w -> half(half(w, norm + ".lora_a", 32, 2), norm + ".lora_b", 2, 1)),
                bad("tensor '" + QUERY + ".lora_a' has shape [31, 2] and its other half [2, 32], which does not fit the model's tensor of shape [32, 32]",
                        w -> half(half(w, QUERY + ".lora_a", 31, 2), QUERY + ".lora_b", 2, 32)),
                bad("has shape [32, 2] and its other half [3, 32]",
                        w -> half(half(w, QUERY + ".lora_a", 32, 2), QUERY + ".lora_b", 3, 32)),
                bad("has shape [32, 2, 1] and its other half [2, 32, 1]",
                        w -> half(half(w, QUERY + ".lora_a", 32, 2, 1), QUERY + ".lora_b", 2, 32, 1)),
                bad("tensor 'token_embd.weight.lora_a' has shape [32, 2] and its other half [2, 300]",
                        w -> half(half(w, TensorNames.TOKEN_EMBEDDING + ".lora_a", 32, 2), TensorNames.TOKEN_EMBEDDING + ".lora_b", 2, 300)),
                bad("tensor '" + QUERY + ".lora_b' holds a value that is infinite or not a number",
                        w -> half(half(w, QUERY + ".lora_a", 32, 2), QUERY + ".lora_b", Float.NaN, 2, 32)),
                bad("tensor '" + QUERY + ".lora_b' times the scale 1.0E38 is infinite",
                        w -> half(half(w, QUERY + ".lora_a", 32, 2), QUERY + ".lora_b", 1e30f, 2, 32).put(Adapter.LORA_ALPHA, 2e38f)));
    }

    @ParameterizedTest
    @MethodSource("badAdapters")
    void badAdaptersAreRefusedByName(String message, UnaryOperator<GgufWriter> change) throws IOException {
        AdapterOptions adapter = AdapterOptions.of(write(change.apply(header())));
        assertThatThrownBy(() -> load(adapter))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("adapter.gguf: ")
                .hasMessageContaining(message);
    }

    @Test
    void tensorsThatAreNoMatricesOfTheModelAreRefused() throws IOException {
        // Of this table only a row is read, and added.
        Path encoder = TinyEncoder.bert().write(folder.resolve("bert.gguf"));
        String segment = TensorNames.SEGMENT_EMBEDDING;
        List<Long> shape;
        try (GgufFile file = GgufFile.open(encoder)) {
            shape = file.tensor(segment).shape();
        }
        GgufWriter writer = header().put(General.ARCHITECTURE, "bert");
        Path adapter = write(half(half(writer, segment + ".lora_a", shape.get(0), 2), segment + ".lora_b", 2, shape.get(1)));
        assertThatThrownBy(() -> engine.load(encoder, LoadOptions.defaults().withAdapters(List.of(AdapterOptions.of(adapter)))))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("tensor '" + segment + ".lora_a' is for a tensor that the model does not use as a matrix");
    }
}
