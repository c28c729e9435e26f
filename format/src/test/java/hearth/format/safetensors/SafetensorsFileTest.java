package hearth.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hearth.format.ByteSource;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
    private static final String GOOD = """
            {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},\
            "b":{"dtype":"BF16","shape":[],"data_offsets":[8,10]},"c":{"dtype":"U8","shape":[0,5],"data_offsets":[10,10]}}""";

    private static byte[] file(String header, int dataBytes) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(text.length).put(text);
        for (int i = 0; i < dataBytes; i++) {
            out.put((byte) i);
        }
        return out.array();
    }

    private static SafetensorsFile open(byte[] bytes) {
        return SafetensorsFile.open(ByteSource.of("t.safetensors", MemorySegment.ofArray(bytes)), 3);
    }

    private static InvalidModelException failure(byte[] bytes) {
        return catchThrowableOfType(InvalidModelException.class, () -> open(bytes).close());
    }

    @Test
    void readsTensorsNotesAndData() {
        try (SafetensorsFile file = open(file(GOOD, 10))) {
            assertThat(file.tensors().keySet()).containsExactly("a", "b", "c");
            assertThat(file.notes()).isEqualTo(Map.of("format", "pt"));
            StoredTensor b = file.tensors().get("b");
            assertThat(b.shape()).isEmpty();
            assertThat(b.elementCount()).isOne();
            assertThat(b.file()).isEqualTo(3);
            assertThat(file.tensors().get("a").shape()).isEqualTo(List.of(2L, 1L));
            byte[] two = new byte[2];
            file.read(b, 0, MemorySegment.ofArray(two));
            assertThat(two).containsExactly(8, 9);
            assertThatThrownBy(() -> file.read(b, 1, MemorySegment.ofArray(two))).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void spacesMayFollowTheHeaderButNotPrecedeIt() {
        open(file(GOOD + "   ", 10)).close();
        assertThat(failure(file(" " + GOOD, 10))).hasMessageContaining("does not start with '{'");
        assertThat(failure(file(GOOD + "x", 10))).hasMessageContaining("goes on after its end");
    }

    @Test
    void everyTruncationIsATypedError() {
        byte[] good = file(GOOD, 10);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThat(failure(cut)).as("length %d", length).isNotNull().hasMessageStartingWith("t.safetensors: ");
        }
        assertThat(failure(Arrays.copyOf(good, good.length + 1)).kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void everyChangedByteIsAnErrorOrReadsWithinTheFile() {
        byte[] good = file(GOOD, 10);
        Random random = new Random(1);
        for (int at = 0; at < good.length - 10; at++) {
            for (int round = 0; round < 20; round++) {
                byte[] bad = good.clone();
                bad[at] = (byte) random.nextInt(256);
                try (SafetensorsFile file = open(bad)) {
                    for (StoredTensor tensor : file.tensors().values()) {
                        assertThat(tensor.byteOffset() + tensor.byteSize()).isLessThanOrEqualTo(bad.length);
                    }
                } catch (InvalidModelException e) {
                    assertThat(e.file()).contains("t.safetensors");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 8  | MALFORMED | tensor 'a' occurs twice
            {"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}                    | 8  | MALFORMED   | has key 'dtype' twice
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1}}                         | 8  | MALFORMED   | unknown key 'more'
            {"a":{"dtype":"F32","shape":[2]}}                                                       | 8  | MALFORMED   | needs dtype, shape and two data_offsets
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}                                | 8  | MALFORMED   | more than 2 numbers
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}                                    | 8  | MALFORMED   | two data_offsets
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}                                  | 8  | MALFORMED   | from 8 to 0
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}}                                 | 8  | TRUNCATED   | the file has 8 bytes
            {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}                                  | 8  | MALFORMED   | is 12 bytes, but its offsets give 8
            {"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}                                  | 8  | UNSUPPORTED | unknown type 'F33'
            {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}                                 | 8  | MALFORMED   | not a whole number
            {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}                                | 8  | MALFORMED   | not a whole number
            {"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}                                 | 8  | MALFORMED   | not a whole number
            {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}               | 8  | TOO_LARGE   | too large
            {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}              | 0  | TOO_LARGE   | too many elements
            {"a":{"dtype":"F32","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}            | 0  | TOO_LARGE   | too many elements
            {"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}                                   | 2  | MALFORMED   | does not fill whole bytes
            {"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}                                   | 8  | MALFORMED   | has a hole before it
            {"a":{"dtype":"U8","shape":[6],"data_offsets":[0,6]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}} | 8 | MALFORMED | overlaps
            {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}                                   | 8  | MALFORMED   | has 8 bytes of data
            {"__metadata__":{"x":1},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}            | 4  | MALFORMED   | expected '"'
            {"__metadata__":{"x":"1","x":"2"}}                                                      | 0  | MALFORMED   | key 'x' occurs twice
            {"__metadata__":{},"__metadata__":{}}                                                   | 0  | MALFORMED   | occurs twice
            {"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}                   | 1  | MALFORMED   | more than 8 numbers
            {"a":{"dtype":"U8","shape":[1,],"data_offsets":[0,1]}}                                  | 1  | MALFORMED   | comma
            {"a\\ud800":{}}                                                                         | 0  | MALFORMED   | surrogate
            {"a\\x":{}}                                                                             | 0  | MALFORMED   | escape
            {                                                                                       | 0  | TRUNCATED   | ends too soon
            [1]                                                                                     | 0  | MALFORMED   | does not start with
            """)
    void rulesOfTheHeader(String header, int dataBytes, Kind kind, String reason) {
        InvalidModelException e = failure(file(header.replace("\\\\", "\\"), dataBytes));
        assertThat(e).isNotNull().hasMessageContaining(reason);
        assertThat(e.kind()).isEqualTo(kind);
    }

    @Test
    void aClaimedLengthCostsNoMemory() {
        byte[] huge = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(99_999_999).array();
        assertThat(failure(huge).kind()).isEqualTo(Kind.TRUNCATED);
        byte[] beyond = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(100_000_001).array();
        assertThat(failure(beyond).kind()).isEqualTo(Kind.TOO_LARGE);
        byte[] negative = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(-1).array();
        assertThat(failure(negative)).hasMessageContaining("18446744073709551615");
    }

    @Test
    void tooManyTensorsAreRefusedWhileReading() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i <= 1 << 18; i++) {
            header.append(i == 0 ? "" : ",").append("\"t").append(i).append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }
        assertThat(failure(file(header.append('}').toString(), 0)).kind()).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void messagesHoldNoControlCharactersOfTheFile() {
        String forged = "{\"x\\nERROR\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,2]}}";
        assertThat(failure(file(forged, 2)).getMessage()).doesNotContain("\n").contains("'x?ERROR'");
    }
}
