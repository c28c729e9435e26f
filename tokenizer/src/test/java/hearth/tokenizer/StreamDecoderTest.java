package hearth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamDecoderTest {
    private static final List<Tokenizer> TOKENIZERS = List.of(
            TinyVocabulary.ofBytes().merge("\u00E2", "\u0124").control("<|end|>").userDefined("\u00E9\u00E9").tokenizer(),
            TinyVocabulary.ofSentencePieces().normal("\u2581", -1).normal("\u2581a", -1).normal("\u65E5", -1).tokenizer());

    @Test
    void joinedEqualsWholeForEveryKindOfBytes() {
        Random random = new Random(13);
        // lead and continuation bytes of all lengths, also in senseless order; specials and ids that do not exist
        int[] bytes = {0x20, 0x41, 0x80, 0xBF, 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xED, 0xA0, 0xF4, 0xFF, 0xC0};
        for (Tokenizer tokenizer : TOKENIZERS) {
            int firstByte = tokenizer.vocabulary().model().equals("llama") ? 3 : 0;
            for (int round = 0; round < 20_000; round++) {
                int[] ids = new int[random.nextInt(12)];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = random.nextInt(8) == 0
                            ? random.nextInt(tokenizer.size() + 4) - 2
                            : firstByte + bytes[random.nextInt(bytes.length)];
                }
                assertThat(stream(tokenizer, ids)).isEqualTo(tokenizer.decode(ids, false));
            }
        }
    }

    @Test
    void holdsBackAnIncompleteCharacter() {
        StreamDecoder decoder = TOKENIZERS.get(0).streamDecoder();
        assertThat(decoder.append(0xF0)).isEmpty();
        assertThat(decoder.append(0x9F)).isEmpty();
        assertThat(decoder.append(0x98)).isEmpty();
        assertThat(decoder.append(0x80)).isEqualTo("\uD83D\uDE00");
        assertThat(decoder.append(0xE2)).isEmpty();
        assertThat(decoder.append('x')).isEqualTo("\uFFFDx");
        assertThat(decoder.append(0xC3)).isEmpty();
        assertThat(decoder.finish()).isEqualTo("\uFFFD");
        assertThat(decoder.finish()).isEmpty();
    }

    @Test
    void showsControlTokensOnlyOnRequest() {
        Tokenizer tokenizer = TOKENIZERS.get(0);
        int end = tokenizer.find("<|end|>").orElseThrow();
        assertThat(tokenizer.streamDecoder().append(end)).isEmpty();
        assertThat(tokenizer.streamDecoder(new DecodeOptions(true, false)).append(end)).isEqualTo("<|end|>");
        assertThat(tokenizer.streamDecoder().append(tokenizer.find("\u00E9\u00E9").orElseThrow())).isEqualTo("\u00E9\u00E9");
    }

    @Test
    void dropsTheAddedSpaceOnce() {
        Tokenizer tokenizer = TOKENIZERS.get(1);
        int word = tokenizer.find("\u2581a").orElseThrow();
        StreamDecoder decoder = tokenizer.streamDecoder();
        assertThat(decoder.append(word) + decoder.append(word)).isEqualTo("a a");
    }

    private static String stream(Tokenizer tokenizer, int[] ids) {
        StreamDecoder decoder = tokenizer.streamDecoder();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            String piece = decoder.append(id);
            assertThat(piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1))).isTrue();
            text.append(piece);
        }
        return text.append(decoder.finish()).toString();
    }
}
