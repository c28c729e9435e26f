package hearth.grammar.token;

import hearth.tokenizer.SpecialToken;
import hearth.tokenizer.TextTable;
import hearth.tokenizer.Tokenizer;
import hearth.tokenizer.TokenizerFlags;
import hearth.tokenizer.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small vocabulary: the 256 bytes, some longer pieces, an unused one, a control token and an ending. */
public final class TestVocabulary {
    private TestVocabulary() {}

    /** Control token {@code <|call|x>} and ending {@code </s>} come last. */
    public static TokenVocabulary of(String... pieces) {
        List<String> texts = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        List<Integer> types = new ArrayList<>(List.of(2, 3, 3));
        for (int b = 0; b < 0x100; b++) {
            texts.add(String.format("<0x%02X>", b));
            types.add(6);
        }
        for (String piece : pieces) {
            texts.add(piece.replace(" ", "\u2581"));
            types.add(1);
        }
        texts.add("<unused0>");
        types.add(5);
        texts.add("<tool>");
        types.add(3);
        Vocabulary vocabulary = new Vocabulary(
                "llama",
                Optional.empty(),
                TextTable.of(texts),
                new float[texts.size()],
                types.stream().mapToInt(Integer::intValue).toArray(),
                TextTable.EMPTY,
                Map.of(SpecialToken.BOS, 1, SpecialToken.EOS, 2),
                TokenizerFlags.DEFAULT);
        return TokenVocabulary.of(Tokenizer.create(vocabulary));
    }

    /** Whether a text matches a grammar, byte by byte. */
    public static boolean matches(TokenGrammar grammar, String text) {
        GrammarMatcher matcher = grammar.matcher();
        return matcher.acceptBytes(text.getBytes(StandardCharsets.UTF_8)) && matcher.isComplete();
    }
}
