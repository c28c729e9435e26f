package hearth.grammar.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Order and kinds of pieces, beside what the platform says of them. */
class PieceOrderTest {
    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void theOrderIsThatOfUnsignedBytes() {
        for (int round = 0; round < 200; round++) {
            byte[][] pieces = new byte[random.nextInt(1, 300)][];
            int letters = random.nextInt(1, 5); // few letters: long common beginnings
            for (int id = 0; id < pieces.length; id++) {
                byte[] piece = new byte[random.nextInt(1, 40)];
                for (int i = 0; i < piece.length; i++) {
                    piece[i] = (byte) (random.nextInt(letters) * 85);
                }
                pieces[id] = random.nextInt(10) == 0 ? null : piece;
            }
            int[] expected = IntStream.range(0, pieces.length).filter(id -> pieces[id] != null).boxed()
                    .sorted(Comparator.comparing((Integer id) -> pieces[id], Arrays::compareUnsigned)).mapToInt(Integer::intValue).toArray();
            assertThat(PieceOrder.of(pieces)).isEqualTo(expected);
        }
    }

    @Test
    void plainAndWholePiecesAreTold() {
        String[] parts = {"a", " ", "~", "\"", "\\", "\n", "\u007f", "\u00e4", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\ud800\udc00", "\udbff\udfff"};
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            byte[] piece = text.toString().getBytes(StandardCharsets.UTF_8);
            if (random.nextBoolean()) {
                piece[random.nextInt(piece.length)] = (byte) random.nextInt(256);
            }
            if (random.nextBoolean()) {
                piece = Arrays.copyOfRange(piece, random.nextInt(2), piece.length);
            }
            boolean whole = isUtf8(piece);
            boolean plain = whole;
            for (byte b : piece) {
                plain &= b < 0 || b >= 0x20 && b != '"' && b != '\\' && b != 0x7f;
            }
            assertThat(PlainText.isWhole(piece)).as(Arrays.toString(piece)).isEqualTo(whole);
            assertThat(PlainText.isPlain(piece)).as(Arrays.toString(piece)).isEqualTo(plain);
        }
        assertThat(PlainText.isPlain("x".repeat(PlainText.MAX_BYTES + 1).getBytes(StandardCharsets.US_ASCII))).isFalse();
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
