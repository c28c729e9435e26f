package hearth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenizerTest {
    @Test
    void namesUnknownKinds() {
        Vocabulary good = TinyVocabulary.ofBytes().build();
        Vocabulary model = new Vocabulary("word2vec", Optional.empty(), good.tokens(), good.scores(), good.types(), good.merges(),
                Map.of(), good.flags());
        assertThatThrownBy(() -> Tokenizer.create(model))
                .isInstanceOf(InvalidVocabularyException.class)
                .hasMessageContaining("word2vec")
                .hasMessageContaining("gpt2")
                .hasMessageContaining("llama");
        assertThatThrownBy(() -> TinyVocabulary.ofBytes().preTokenizer("nonsense").tokenizer())
                .isInstanceOf(InvalidVocabularyException.class)
                .hasMessageContaining("nonsense")
                .hasMessageContaining("qwen2");
        assertThat(TinyVocabulary.ofBytes().preTokenizer(null).tokenizer().encode("a", false)).containsExactly('a');
    }

    @Test
    void findsWhatEndsAGeneration() {
        TinyVocabulary vocabulary = TinyVocabulary.ofBytes().normal("<|im_end|>", 0).control("<other>").control("<mine>")
                .control("<|fim_pad|>").special(SpecialToken.EOS, 258);
        Tokenizer tokenizer = vocabulary.tokenizer();
        assertThat(tokenizer.isEndOfGeneration(256)).isTrue();
        assertThat(tokenizer.isControl(256)).isTrue(); // by its text, although the file says normal
        assertThat(tokenizer.isEndOfGeneration(257)).isFalse();
        assertThat(tokenizer.isEndOfGeneration(258)).isTrue();
        assertThat(tokenizer.isEndOfGeneration(259)).isTrue();
        assertThat(tokenizer.isEndOfGeneration('a')).isFalse();
        assertThat(tokenizer.id(SpecialToken.EOT)).hasValue(256);
        assertThat(tokenizer.id(SpecialToken.BOS)).isEmpty();
        assertThat(tokenizer.id(SpecialToken.FIM_PADDING)).hasValue(259);
    }

    @Test
    void knowsTheExceptionsOfSomeFamilies() {
        TinyVocabulary oss = TinyVocabulary.ofBytes().control("<|return|>").control("<|call|>").control("<|end|>")
                .control("<|channel|>");
        Tokenizer tokenizer = oss.tokenizer();
        assertThat(tokenizer.isEndOfGeneration(256)).isTrue();
        assertThat(tokenizer.isEndOfGeneration(257)).isTrue();
        assertThat(tokenizer.isEndOfGeneration(258)).isFalse();
        assertThat(tokenizer.decode(new int[] {259, 258, 256}, false)).isEqualTo("<|channel|><|end|>");
        assertThat(tokenizer.encode(List.of(new TextPart("<|channel|><|end|>", false)))).doesNotContain(259, 258);
        Tokenizer gemma = TinyVocabulary.ofBytes().control("<|tool_response>").normal("</s>", 0).tokenizer();
        assertThat(gemma.isEndOfGeneration(257)).isFalse();
        assertThat(gemma.isControl(257)).isFalse();
    }

    @Test
    void takesEveryIdWithoutComplaint() {
        for (Tokenizer tokenizer : List.of(TinyVocabulary.ofBytes().tokenizer(), TinyVocabulary.ofSentencePieces().tokenizer())) {
            for (int id : new int[] {-1, Integer.MIN_VALUE, tokenizer.size(), Integer.MAX_VALUE}) {
                assertThat(tokenizer.decode(new int[] {id}, true)).isEmpty();
                assertThat(tokenizer.tokenBytes(id)).isEmpty();
                assertThat(tokenizer.isControl(id)).isFalse();
                assertThat(tokenizer.isEndOfGeneration(id)).isFalse();
                assertThat(tokenizer.streamDecoder().append(id)).isEmpty();
            }
            for (int id = 0; id < tokenizer.size(); id++) {
                String whole = tokenizer.decode(new int[] {id}, true);
                assertThat(whole).isNotNull();
                assertThat(tokenizer.find(tokenizer.vocabulary().tokens().text(id))).hasValue(id);
            }
        }
    }

    @Test
    void keepsTheFirstOfEqualTokensAndRendersUnusedOnesAsNothing() {
        TinyVocabulary vocabulary = TinyVocabulary.ofBytes().merge("a", "b").normal("ab", 0).token("<unused1>", 5, 0).normal("", 0);
        Tokenizer tokenizer = vocabulary.tokenizer();
        assertThat(tokenizer.encode("ab", false)).containsExactly(256);
        assertThat(tokenizer.decode(new int[] {256, 257, 258, 259}, true)).isEqualTo("abab");
    }
}
