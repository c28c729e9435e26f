package hearth.workshop.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.format.encode.BlockEncoder;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.quantize.ImportanceMatrix;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodingErrorsTest {
    private static final String NAME = "blk.0.ffn_down.weight";
    private static final Set<TensorType> TYPES = EnumSet.of(TensorType.Q8_0, TensorType.Q4_0, TensorType.Q4_K, TensorType.IQ2_XS);

    @TempDir
    private Path folder;

    private final float[] values = new float[8 * 256];
    private final float[] importance = new float[256];

    private GgufFile file(Long... shape) throws IOException {
        Random random = new Random(9);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        for (int c = 0; c < importance.length; c++) {
            importance[c] = c % 4 == 0 ? 100 : 1;
        }
        bytes.asFloatBuffer().put(values);
        Path path = folder.resolve("one.gguf");
        new GgufWriter().put("general.architecture", "llama")
                .tensor(NAME, TensorType.F32, List.of(shape), MemorySegment.ofArray(bytes.array()))
                .write(path);
        return GgufFile.open(path);
    }

    private double direct(TensorType type, boolean weighted) {
        byte[] bytes = new byte[(int) type.byteSize(values.length)];
        float[] given = weighted ? importance : BlockEncoder.NO_IMPORTANCE;
        BlockEncoder.find(type).orElseThrow().encode(values, 0, 8, 256, given, bytes, 0);
        float[] decoded = new float[values.length];
        BlockDecoder.decode(type, MemorySegment.ofArray(bytes), 0, decoded, 0, decoded.length);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += importance[i % 256] * Math.pow((double) values[i] - decoded[i], 2);
        }
        return sum;
    }

    @Test
    void errorsAreThoseOfTheBlocksByImportance() throws IOException {
        try (GgufFile file = file(256L, 8L)) {
            TensorInfo tensor = file.tensor(NAME);
            ImportanceMatrix matrix = new ImportanceMatrix("i", List.of(), 1, Map.of(NAME, importance));
            List<Choice> choices = new EncodingErrors(file, Optional.of(matrix), TYPES).choices(tensor);
            assertThat(choices).extracting(choice -> choice.encoding().type())
                    .as("by size; of one size, the finer first")
                    .containsExactly(TensorType.IQ2_XS, TensorType.Q4_K, TensorType.Q4_0, TensorType.Q8_0, TensorType.F32);
            for (Choice choice : choices.subList(0, 4)) {
                Encoding encoding = choice.encoding();
                double least = encoding.type() == TensorType.IQ2_XS
                        ? direct(encoding.type(), true)
                        : Math.min(direct(encoding.type(), false), direct(encoding.type(), true));
                assertThat(choice.error()).as(encoding.toString()).isCloseTo(least, within(1e-9 * least));
                assertThat(choice.byteSize()).isEqualTo(encoding.type().byteSize(values.length));
            }
            assertThat(choices.getLast().error()).isZero();
            assertThat(choices.get(1).encoding().weighted()).isTrue();
        }
    }

    @Test
    void withoutImportanceTheSmallestTypesAreNoChoice() throws IOException {
        try (GgufFile file = file(256L, 8L)) {
            List<Choice> choices = new EncodingErrors(file, Optional.empty(), TYPES).choices(file.tensor(NAME));
            assertThat(choices).extracting(Choice::encoding)
                    .noneMatch(Encoding::weighted)
                    .noneMatch(encoding -> encoding.type() == TensorType.IQ2_XS)
                    .hasSize(4);
        }
    }

    @Test
    void typesWhoseBlocksRowsDoNotFillAreNoChoice() throws IOException {
        try (GgufFile file = file(128L, 16L)) {
            List<Choice> choices = new EncodingErrors(file, Optional.empty(), TYPES).choices(file.tensor(NAME));
            assertThat(choices).extracting(choice -> choice.encoding().type())
                    .containsExactly(TensorType.Q4_0, TensorType.Q8_0, TensorType.F32);
        }
    }
}
