package hearth.workshop.convert.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.json.Json;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import hearth.workshop.convert.foreign.Fixture.Piece;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints that lie, end early or leave something out: refused by name, or read as what they say; never broken. */
class HostileCheckpointTest {
    private static final String MODULE = "model.layers.0.self_attn.k_proj";

    /** Parts that a checkpoint may be without: groups in order, rows in order, factors for activations that are not used, biases. */
    private static final List<String> DISPENSABLE = List.of(".g_idx", ".weight_format", ".input_scale", ".bias");

    private static final List<String> TYPES = List.of("U8", "I8", "F8_E4M3", "F16", "BF16", "I16", "I32", "U32", "F32", "F64", "I64");

    @TempDir
    private Path temporary;

    static List<String> names() {
        return Fixture.names().stream().filter(name -> Fixture.of(name).golden().containsKey(MODULE + ".weight")).toList();
    }

    /** Plans the conversion and reads every byte of the result; the error if it is refused. */
    private static Optional<InvalidModelException> outcome(Path folder, WeightType type) {
        try (GgufFile file = Conversion.open(folder, ConversionOptions.defaults().withType(type))) {
            for (TensorInfo tensor : file.tensors().values()) {
                file.read(tensor, 0, MemorySegment.ofArray(new byte[(int) tensor.byteSize()]));
            }
            return Optional.empty();
        } catch (InvalidModelException e) {
            return Optional.of(e);
        }
    }

    private Optional<InvalidModelException> outcome(Fixture fixture, Map<String, Piece> pieces, Map<String, Object> config)
            throws IOException {
        return outcome(fixture.write(temporary.resolve("model"), pieces, config), WeightType.F32);
    }

    /** Each tensor of one module taken away, cut in half, turned round, flattened, and of each other type. */
    @ParameterizedTest
    @MethodSource("names")
    void everyPartOfAModule(String name) throws IOException {
        Fixture fixture = Fixture.of(name);
        Map<String, Piece> good = fixture.pieces();
        int refused = 0;
        for (Map.Entry<String, Piece> part : good.entrySet()) {
            if (!part.getKey().startsWith(MODULE)) {
                continue;
            }
            Map<String, Piece> without = new LinkedHashMap<>(good);
            without.remove(part.getKey());
            Optional<InvalidModelException> found = outcome(fixture, without, fixture.config());
            boolean dispensable = DISPENSABLE.stream().anyMatch(part.getKey()::endsWith) && !name.contains("act-order");
            assertThat(found.isEmpty()).as("%s without %s", name, part.getKey()).isEqualTo(dispensable);
            found.ifPresent(error -> assertNamed(error, part.getKey()));
            for (Piece change : changes(part.getValue())) {
                Map<String, Piece> changed = new LinkedHashMap<>(good);
                changed.put(part.getKey(), change);
                Optional<InvalidModelException> error = outcome(fixture, changed, fixture.config());
                error.ifPresent(each -> assertNamed(each, part.getKey()));
                refused += error.isPresent() ? 1 : 0;
                boolean half = change.bytes().length < part.getValue().bytes().length;
                // Smaller, but sound in itself: the engine compares with the model's sizes.
                boolean plausible = part.getKey().endsWith(".input_scale") || part.getKey().endsWith(".bias")
                        || name.startsWith("fp8") && part.getKey().endsWith(".weight");
                assertThat(half && error.isEmpty() && !plausible)
                        .as("%s with half of %s", name, part.getKey()).isFalse();
            }
        }
        assertThat(refused).isGreaterThan(5);
    }

    private static void assertNamed(InvalidModelException error, String part) {
        assertThat(error.getMessage()).contains(MODULE).contains("tensor '");
        assertThat(error.file()).as(error.getMessage() + " for " + part).isPresent();
    }

    private static List<Piece> changes(Piece piece) {
        List<Piece> changes = new ArrayList<>();
        List<Long> shape = piece.shape();
        if (!shape.isEmpty() && shape.getFirst() > 1) {
            List<Long> half = new ArrayList<>(shape);
            half.set(0, shape.getFirst() / 2);
            int bytes = (int) (piece.bytes().length / shape.getFirst() * half.getFirst());
            changes.add(new Piece(piece.type(), half, Arrays.copyOf(piece.bytes(), bytes)));
        }
        if (shape.size() == 2 && !shape.getFirst().equals(shape.getLast())) {
            changes.add(new Piece(piece.type(), shape.reversed(), piece.bytes()));
            changes.add(new Piece(piece.type(), List.of(shape.getFirst() * shape.getLast()), piece.bytes()));
            changes.add(new Piece(piece.type(), List.of(1L, shape.getFirst(), shape.getLast()), piece.bytes()));
        }
        int size = bytesOf(piece.type());
        TYPES.stream().filter(type -> !type.equals(piece.type()) && bytesOf(type) == size).forEach(type -> changes.add(piece.as(type)));
        return changes;
    }

    private static int bytesOf(String type) {
        return switch (type) {
            case "U8", "I8", "F8_E4M3" -> 1;
            case "F16", "BF16", "I16" -> 2;
            case "F64", "I64" -> 8;
            default -> 4;
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "gptq-4-sym | bits | 5 | key quantization_config.bits is 5; known are 2, 3, 4 and 8",
        "gptq-4-sym | bits | 'four' | is not a whole number",
        "gptq-4-sym | bits | 8 | but [1, 16] was expected",
        "gptq-4-sym | group_size | 0 | must be -1 or from 1",
        "gptq-4-sym | group_size | -2 | must be -1 or from 1",
        "gptq-4-sym | group_size | 1e18 | must be -1 or from 1",
        "gptq-4-sym | group_size | 64 | has shape [2, 8], but [1, 8] was expected",
        "gptq-4-sym | checkpoint_format | 'marlin' | is 'marlin'; known are gptq and gptq_v2",
        "gptq-4-sym | is_marlin_format | true | a layout that is not known",
        "gptq-4-sym | pack_dtype | 'int64' | only int32 is known",
        "gptq-4-sym | dynamic | {'+:.*down.*':{'bits':8}} | settings of their own",
        "gptq-4-sym | quant_method | 'aqlm' | quantized with 'aqlm', which cannot be read",
        "gptq-4-sym | quant_method | 'awq' | has 8 rows, which do not fill groups of 32",
        "awq-64 | bits | 8 | AWQ is known with 4 only",
        "awq-64 | version | 'gemv' | is 'gemv'; only gemm is known",
        "awq-64 | group_size | 7 | do not fill groups of 7",
        "awq-64 | quant_method | 'gptq' | has shape",
        "bnb-nf4 | quant_method | 'quanto' | quantized with 'quanto'",
        "fp8-block | weight_block_size | [0,128] | no two sizes",
        "fp8-block | weight_block_size | [128] | no two sizes",
        "fp8-block | weight_block_size | [64,64] | was expected",
        "ct-int4 | format | 'nvfp4-pack-quantized' | is 'nvfp4-pack-quantized'; known are",
        "ct-int4 | quantization_status | 'frozen' | only compressed is known",
        "ct-int4 | sparsity_config | {'format':'sparse-24-bitmask'} | only dense is known",
        "ct-int4 | transform_config | {'config_groups':{}} | transformed weights are not known",
        "ct-int4 | config_groups | {} | with the bits of the settings",
        "ct-int4 | config_groups | {'a':{'weights':{'num_bits':9}}} | known are int of 2 to 8 bits",
        "ct-int4 | config_groups | {'a':{'weights':{'num_bits':8,'group_size':32}}} | with the bits of the settings",
        "ct-int4 | config_groups | {'a':{'weights':{'num_bits':4,'group_size':16}}} | fits no strategy or group size",
        "ct-fp8-block | config_groups | {'a':{'weights':{'num_bits':8,'type':'float'}}} | fits no group or block",
        "mlx-4 | bits | 7 | which mode affine has not",
        "mlx-4 | bits | 8 | has shape",
        "mlx-4 | group_size | 48 | which mode affine has not",
        "mlx-4 | mode | 'mxfp5' | known are affine, mxfp4, nvfp4 and mxfp8",
        "mlx-4 | mode | 'mxfp4' | has type F16, but [U8] was expected",
        "mlx-4 | model.layers.0.mlp.up_proj | false | says it is not quantized",
        "mlx-4 | model.layers.0.mlp.up_proj | {'bits':6,'group_size':32} | tensor 'model.layers.0.mlp.up_proj.weight' has shape",
        "mlx-4 | model.layers.0.mlp.up_proj | {'bits':4} | tensor 'model.layers.0.mlp.up_proj.scales' has shape",
        "mlx-4 | model.layers.0.mlp.up_proj | 'yes' | is not an object",
    })
    void settings(String name, String key, String value, String reason) throws IOException {
        Fixture fixture = Fixture.of(name);
        Map<String, Object> config = fixture.config();
        String object = name.startsWith("mlx") ? "quantization" : "quantization_config";
        Map<String, Object> settings = new LinkedHashMap<>(members(config.get(object)));
        settings.put(key, Json.parse(value.replace('\'', '"')));
        config.put(object, settings);

        assertThat(outcome(fixture, fixture.pieces(), config).map(Throwable::getMessage).orElse("accepted")).contains(reason);
    }

    private static Map<String, Object> members(Object object) {
        Map<String, Object> members = new LinkedHashMap<>();
        ((Map<?, ?>) object).forEach((key, value) -> members.put((String) key, value));
        return members;
    }

    private void refused(String name, String ending, UnaryOperator<byte[]> change, String... reasons) throws IOException {
        Fixture fixture = Fixture.of(name);
        Map<String, Piece> pieces = fixture.pieces();
        pieces.computeIfPresent(MODULE + ending, (_, piece) -> {
            byte[] bytes = change.apply(piece.bytes().clone());
            List<Long> shape = bytes.length == piece.bytes().length ? piece.shape() : List.of((long) bytes.length);
            return new Piece(piece.type(), shape, bytes);
        });
        Path folder = fixture.write(temporary.resolve("model"), pieces, fixture.config());
        for (WeightType type : List.of(WeightType.F32, WeightType.STORED)) {
            assertThat(outcome(folder, type).map(Throwable::getMessage).orElse("accepted"))
                    .as(name + " " + type).contains(reasons).contains("model.safetensors", MODULE + ending);
        }
    }

    private static UnaryOperator<byte[]> put(int at, int... values) {
        return bytes -> {
            for (int i = 0; i < values.length; i++) {
                bytes[at + i] = (byte) values[i];
            }
            return bytes;
        };
    }

    @Test
    void groupsOutOfRange() throws IOException {
        refused("gptq-4-sym", ".g_idx", put(4, 2), "puts column 1 in group 2, but there are 2");
        refused("gptq-4-act-order", ".g_idx", put(7, 0x80), "puts column 1 in group -");
        refused("ct-int4-act-order", ".weight_g_idx", put(0, 255, 255, 255, 255), "puts column 0 in group -1");
    }

    @Test
    void numbersThatAreNone() throws IOException {
        refused("mlx-mxfp4", ".scales", put(3, 255), "has a scale that is no number, for group 3");
        refused("mlx-nvfp4", ".scales", put(3, 127), "has a scale that is no number, for group 3");
        refused("bnb-nf4-plain", ".weight.absmax", put(4, 0, 0, 0x80, 0x7f), "has a factor that is no finite number, for block 1");
        refused("bnb-nf4", ".weight.quant_map", put(0, 0, 0, 0xc0, 0x7f), "has a value that is no finite number");
        refused("bnb-int8", ".SCB", put(4, 0, 0, 0x80, 0xff), "has a factor that is no finite number, for row 1");
        refused("bnb-int8", ".weight_format", put(0, 1), "are not stored by rows");
    }

    @Test
    void scalesThatAreInfiniteNameTheirCodes() throws IOException {
        for (String name : List.of("gptq-4-sym", "awq-64", "mlx-4", "ct-int8")) {
            Fixture fixture = Fixture.of(name);
            Map<String, Piece> pieces = fixture.pieces();
            String scale = MODULE + (name.startsWith("ct") ? ".weight_scale" : ".scales");
            pieces.computeIfPresent(scale, (_, piece) -> new Piece("F16", piece.shape(), put(0, 0, 0x7c).apply(piece.bytes())));
            assertThat(outcome(fixture, pieces, fixture.config()).orElseThrow())
                    .hasMessageContaining("model.safetensors: tensor '" + MODULE)
                    .hasMessageContaining("has a scale or bias that is no finite number, in row 0, group 0");
        }
    }

    /** The settings that bitsandbytes stores with each matrix. */
    @Test
    void statesThatLie() throws IOException {
        state("{", "holds no settings");
        state("[]", "holds no settings");
        state("{}", "says another quant_type");
        state("{'quant_type':'fp4'}", "says another quant_type");
        state("{'quant_type':'nf4','blocksize':0}", "says a blocksize of 0");
        state("{'quant_type':'nf4','blocksize':63}", "says a blocksize of 63");
        state("{'quant_type':'nf4','blocksize':64,'shape':[4,4]}", "are not the four-bit codes of shape [4, 4]");
        state("{'quant_type':'nf4','blocksize':64,'shape':[1e30,64]}", "is no matrix");
        state("{'quant_type':'nf4','blocksize':64,'shape':[1073741824,1073741824]}", "too");
        state("{'quant_type':'nf4','blocksize':64,'shape':[-32,64]}", "is no matrix");
        state("{'quant_type':'nf4','blocksize':64,'shape':[32,64],'dtype':'int8'}", "says the dtype int8");
        state("{'quant_type':'nf4','blocksize':32,'shape':[32,64],'dtype':'float16'}", "has shape [32], but [64] was expected");
        state("{'quant_type':'nf4','blocksize':64,'shape':[32,64],'dtype':'float16'}", "nested_blocksize is missing");
        state("{'quant_type':'nf4','blocksize':64,'shape':[32,64],'dtype':'float16','nested_blocksize':16}", "was expected");
        state("{'quant_type':'nf4','blocksize':64,'shape':[32,64],'dtype':'float16','nested_blocksize':256}", "nested_offset is missing");
    }

    private void state(String text, String reason) throws IOException {
        Fixture fixture = Fixture.of("bnb-nf4");
        Map<String, Piece> pieces = fixture.pieces();
        byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        String name = MODULE + ".weight.quant_state.bitsandbytes__nf4";
        pieces.put(name, new Piece("U8", List.of((long) bytes.length), bytes));
        assertThat(outcome(fixture, pieces, fixture.config()).map(Throwable::getMessage).orElse("accepted"))
                .as(text).contains(reason).contains("model.safetensors", MODULE);
    }

    @Test
    void sizesThatLie() throws IOException {
        Fixture fixture = Fixture.of("ct-int4");
        for (long[] sizes : new long[][] {{0, 64}, {32, -64}, {Long.MAX_VALUE, Long.MAX_VALUE}, {1 << 30, 1 << 30}, {64, 32}}) {
            Map<String, Piece> pieces = fixture.pieces();
            ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(sizes[0]).putLong(sizes[1]);
            pieces.put(MODULE + ".weight_shape", new Piece("I64", List.of(2L), bytes.array()));
            assertThat(outcome(fixture, pieces, fixture.config()).map(Throwable::getMessage).orElse("accepted"))
                    .as(Arrays.toString(sizes)).contains("model.safetensors: tensor '" + MODULE);
        }
    }

    @Test
    void aFileThatEndsEarly() throws IOException {
        Fixture fixture = Fixture.of("gptq-3");
        Path folder = fixture.write(temporary.resolve("model"), fixture.pieces(), fixture.config());
        Path file = folder.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 100));
        assertThat(outcome(folder, WeightType.F32)).isPresent();
    }

    @Test
    void codesWithoutSettingsAndPlainWeightsBesideThem() throws IOException {
        Fixture fixture = Fixture.of("mlx-4");
        Map<String, Object> config = fixture.config();
        config.remove("quantization");
        config.remove("quantization_config");
        assertThat(outcome(fixture, fixture.pieces(), config).orElseThrow()).hasMessageContaining("type U32");
        Fixture gptq = Fixture.of("gptq-4-sym");
        Map<String, Piece> both = gptq.pieces();
        both.put(MODULE + ".weight", new Piece("F16", List.of(32L, 64L), new byte[32 * 64 * 2]));
        assertThat(outcome(gptq, both, gptq.config()).orElseThrow()).hasMessageContaining("and another tensor both become");
        Map<String, Object> plain = gptq.config();
        plain.remove("quantization_config");
        assertThat(outcome(gptq, gptq.pieces(), plain).orElseThrow()).hasMessageContaining("is not known for this architecture");
    }

    @Test
    void keepingWhatFitsNoTypeIsRefusedByName() {
        for (String name : List.of("gptq-4-act-order", "gptq-old", "bnb-nf4", "bnb-int8", "mlx-6", "mlx-mxfp8", "fp8-block")) {
            assertThatThrownBy(() -> Conversion.open(Fixture.of(name).folder(), ConversionOptions.defaults().withType(WeightType.KEEP)))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining(name + ": tensor 'model.layers.0")
                    .hasMessageContaining("cannot be kept as it is: it ")
                    .hasMessageContaining("Type f32 holds its values exactly");
        }
        for (String name : List.of("gptq-4-sym", "gptq-phi3", "awq-64", "mlx-4", "mlx-experts", "mlx-mxfp4", "ct-int8")) {
            assertThat(outcome(Fixture.of(name).folder(), WeightType.KEEP)).as(name).isEmpty();
        }
    }
}
