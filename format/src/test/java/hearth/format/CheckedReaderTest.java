package hearth.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.format.InvalidModelException.Kind;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckedReaderTest {
    private static CheckedReader reader(byte[] bytes) {
        return new CheckedReader(ByteSource.of("bytes", MemorySegment.ofArray(bytes)));
    }

    /** Random pieces over many buffers, so that every field lies across a buffer's edge some time. */
    @Test
    void readsTheSameAsAByteBuffer() {
        byte[] bytes = new byte[1 << 20];
        Random random = new Random(11);
        random.nextBytes(bytes);
        ByteBuffer expected = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        CheckedReader in = reader(bytes);
        while (expected.remaining() > 8) {
            switch (random.nextInt(8)) {
                case 0 -> assertThat(in.unsigned8()).isEqualTo(expected.get() & 0xff);
                case 1 -> assertThat(in.unsigned16()).isEqualTo(expected.getShort() & 0xffff);
                case 2 -> assertThat(in.int32()).isEqualTo(expected.getInt());
                case 3 -> assertThat(in.unsigned32()).isEqualTo(Integer.toUnsignedLong(expected.getInt()));
                case 4 -> assertThat(in.int64()).isEqualTo(expected.getLong());
                case 5 -> assertThat(in.float32()).isEqualTo(expected.getFloat());
                case 6 -> assertThat(in.float64()).isEqualTo(expected.getDouble());
                default -> {
                    int count = Math.min(random.nextInt(random.nextBoolean() ? 100 : 200_000), expected.remaining());
                    int start = expected.position();
                    assertThat(in.bytes(count, "piece")).isEqualTo(Arrays.copyOfRange(bytes, start, start + count));
                    expected.position(start + count);
                }
            }
            assertThat(in.position()).isEqualTo(expected.position());
            assertThat(in.remaining()).isEqualTo(expected.remaining());
        }
    }

    @Test
    void everyReadPastTheEndNamesTheByte() {
        CheckedReader in = reader(new byte[7]);
        in.unsigned32();
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(in::int64)
                .withMessage("bytes: the file ends where 8 more bytes are needed (at byte 4)")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED));
        assertThat(in.unsigned16()).isZero();
        assertThat(in.unsigned8()).isZero();
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(in::unsigned8);
    }

    @Test
    void aCountIsCheckedBeforeItIsUsed() {
        CheckedReader in = reader(new byte[40]);
        assertThat(in.require(5, 8, 100, "list")).isEqualTo(5);
        assertThat(in.require(0, 8, 100, "list")).isZero();
        record Case(long count, int limit, Kind kind) {}
        for (Case refused : new Case[] {
            new Case(6, 100, Kind.TRUNCATED),
            new Case(5, 4, Kind.TOO_LARGE),
            new Case(-1, 100, Kind.MALFORMED),
            new Case(Long.MAX_VALUE, 100, Kind.TOO_LARGE),
            new Case(Integer.MAX_VALUE, Integer.MAX_VALUE, Kind.TRUNCATED),
            new Case(Long.MIN_VALUE, 100, Kind.MALFORMED)
        }) {
            assertThatExceptionOfType(InvalidModelException.class)
                    .isThrownBy(() -> in.require(refused.count, 8, refused.limit, "list"))
                    .satisfies(e -> assertThat(e.kind()).as("%s", refused).isEqualTo(refused.kind));
        }
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(() -> in.bytes(41, "piece"));
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(() -> in.bytes(1L << 40, "piece"));
    }

    @Test
    void textMustBeUtf8() {
        assertThat(reader("größe".getBytes(java.nio.charset.StandardCharsets.UTF_8)).text(7, 10, "name")).isEqualTo("größe");
        for (byte[] bad : new byte[][] {{(byte) 0xff}, {(byte) 0xc3}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}}) {
            assertThatExceptionOfType(InvalidModelException.class)
                    .isThrownBy(() -> reader(bad).text(bad.length, 10, "name"))
                    .withMessageContaining("name is not valid UTF-8");
        }
    }

    @Test
    void aByteLimitEndsTheReadingEarly() {
        CheckedReader in = new CheckedReader(ByteSource.of("bytes", MemorySegment.ofArray(new byte[100])), 10);
        in.int64();
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(in::int32)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE));
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> in.require(3, 1, 100, "list"))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE));
    }

    @Test
    void anEmptySourceHasNothing() {
        CheckedReader in = reader(new byte[0]);
        assertThat(in.remaining()).isZero();
        assertThat(in.bytes(0, "nothing")).isEmpty();
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(in::unsigned8);
    }
}
