package hearth.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every vector of every table, by the SHA-256 of the tables as lists of 16-bit numbers in the reference. */
class CodebookTest {
    @ParameterizedTest
    @CsvSource({
        "IQ2_XXS,256,2,8 25 43,915952ebc4af8ddb", "IQ2_XS,512,2,8 25 43,f66435966ca8d64e",
        "IQ2_S,1024,2,8 25 43,e6e75e121b65e8af", "IQ1,2048,2,-1 0 1,e9ffebfc997ad602",
        "IQ3_XXS,256,3,4 12 20 28 36 44 52 62,c9678803c61b2210", "IQ3_S,512,3,1 3 5 7 9 11 13 15,353274c58dd7d8dc"
    })
    void holdsTheReferenceTable(Codebook codebook, int count, int digitBits, String alphabet, String digest)
            throws GeneralSecurityException {
        assertThat(codebook.size()).isEqualTo(count);
        assertThat(java.util.stream.IntStream.range(0, codebook.alphabetSize()).mapToObj(codebook::value))
                .extracting(String::valueOf)
                .containsExactly(alphabet.split(" "));
        ByteBuffer codes = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            int code = 0;
            for (int j = 0; j < codebook.width(); j++) {
                code |= codebook.digit(i, j) << digitBits * j;
            }
            codes.putShort((short) code);
        }
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(codes.array());
        assertThat(HexFormat.of().formatHex(hash)).startsWith(digest);
    }
}
