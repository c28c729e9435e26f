package hearth.tokenizer.split;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CharacterClassTest {
    @Test
    void tellsClassesApart() {
        assertThat(CharacterClass.of('a')).isEqualTo(CharacterClass.LETTER | CharacterClass.LOWER_PART);
        assertThat(CharacterClass.of('A')).isEqualTo(CharacterClass.LETTER | CharacterClass.UPPER_PART);
        assertThat(CharacterClass.of('5')).isEqualTo(CharacterClass.NUMBER);
        assertThat(CharacterClass.of('\u00BD')).isEqualTo(CharacterClass.NUMBER);
        assertThat(CharacterClass.of('$')).isEqualTo(CharacterClass.SYMBOL);
        assertThat(CharacterClass.of('_')).isEqualTo(CharacterClass.PUNCTUATION);
        assertThat(CharacterClass.of('\u0301') & CharacterClass.MARK).isNotZero();
        assertThat(CharacterClass.of('\u4E2D'))
                .isEqualTo(CharacterClass.LETTER | CharacterClass.LOWER_PART | CharacterClass.UPPER_PART);
    }

    @Test
    void takesWhiteSpaceAsUnicodeDoes() {
        for (int codePoint : new int[] {'\t', '\n', 0x0B, '\f', '\r', ' ', 0x85, 0xA0, 0x1680, 0x2003, 0x2028, 0x202F, 0x3000}) {
            assertThat(CharacterClass.of(codePoint)).as("U+%04X", codePoint).isEqualTo(CharacterClass.SPACE);
        }
        for (int codePoint : new int[] {0x1C, 0x1F, 0x180E, 0x200B, 0xFEFF}) {
            assertThat(CharacterClass.of(codePoint)).as("U+%04X", codePoint).isZero();
        }
    }

    @Test
    void staysAtUnicode15() {
        long[] counts = new long[6];
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            for (int bit = 0; bit < counts.length; bit++) {
                counts[bit] += CharacterClass.of(codePoint) >> bit & 1;
            }
        }
        // letters, numbers, punctuation, symbols, marks of Unicode 15.1, and its white space
        assertThat(counts).containsExactly(136_726, 1_831, 842, 7_775, 2_450, 25);
    }
}
