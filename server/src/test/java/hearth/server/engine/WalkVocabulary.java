package hearth.server.engine;

import hearth.grammar.token.GrammarMatcher;
import hearth.grammar.token.TokenGrammar;
import hearth.grammar.token.TokenVocabulary;
import hearth.tokenizer.SpecialToken;
import hearth.tokenizer.TextTable;
import hearth.tokenizer.Tokenizer;
import hearth.tokenizer.TokenizerFlags;
import hearth.tokenizer.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** All bytes, and pieces with which calls end; draws texts at random that a grammar allows. */
final class WalkVocabulary {
    private static final int MAX_STEPS = 3_000;
    private static final int FREE_STEPS = 60;
    private static final int FIRST_BYTE = 3;
    private static final String LETTERS = "ab<>'\"{}[]1 \n:,=\\/-|e.";

    /** Pieces that lead to the end, the most useful ones first. */
    private static final List<String> CLOSING = List.of(
            "\n</parameter>\n", "</parameter>\n", "</\uFF5CDSML\uFF5Cparameter>\n", "</atem:parameter>\n", "</arg_value>\n", "</arg_value>",
            "<|\"|>", "<escape>", "</think>", "<tool_call>\n{\"name\": \"", "}", ")", "]", "\"", "'", "=", "</arg_key>", ">", "7");

    private final TokenVocabulary vocabulary;
    private final List<Integer> closing = new ArrayList<>();

    /** @param controls texts that are control tokens */
    WalkVocabulary(List<String> controls) {
        List<String> texts = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        List<Integer> types = new ArrayList<>(List.of(2, 3, 3));
        for (int value = 0; value < 256; value++) {
            texts.add("<0x%02X>".formatted(value));
            types.add(6);
        }
        for (String piece : CLOSING) {
            boolean single = piece.length() == 1;
            if (!single && !controls.contains(piece)) {
                texts.add(piece);
                types.add(1);
            }
            closing.add(single ? FIRST_BYTE + piece.charAt(0) : texts.size() - 1);
        }
        for (String control : controls) {
            texts.add(control);
            types.add(3);
        }
        for (int i = 0; i < CLOSING.size(); i++) {
            if (controls.contains(CLOSING.get(i))) {
                closing.set(i, texts.indexOf(CLOSING.get(i)));
            }
        }
        vocabulary = TokenVocabulary.of(Tokenizer.create(new Vocabulary(
                "llama",
                Optional.empty(),
                TextTable.of(texts),
                new float[texts.size()],
                types.stream().mapToInt(Integer::intValue).toArray(),
                TextTable.EMPTY,
                Map.of(SpecialToken.BOS, 1, SpecialToken.EOS, 2),
                TokenizerFlags.DEFAULT)));
    }

    TokenVocabulary tokens() {
        return vocabulary;
    }

    /** A text that the grammar takes for complete. */
    String walk(TokenGrammar grammar, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        GrammarMatcher matcher = grammar.matcher();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        long[] mask = new long[vocabulary.maskLength()];
        int free = random.nextInt(FREE_STEPS);
        for (int step = 0; step < MAX_STEPS; step++) {
            matcher.fillMask(mask);
            int id = choose(mask, step, free, random);
            matcher.accept(id);
            if (matcher.isFinished()) {
                return text.toString(StandardCharsets.UTF_8);
            }
            text.writeBytes(vocabulary.tokenizer().isControl(id)
                    ? vocabulary.tokenizer().vocabulary().tokens().text(id).getBytes(StandardCharsets.UTF_8)
                    : vocabulary.tokenizer().tokenBytes(id));
        }
        throw new AssertionError("no end: " + text.toString(StandardCharsets.UTF_8));
    }

    private int choose(long[] mask, int step, int free, SplittableRandom random) {
        if (step > free) {
            if (allowed(mask, 2) && (step > 2 * FREE_STEPS || random.nextInt(4) == 0)) {
                return 2;
            }
            // Where all is allowed, as in a string, the first piece need not be the one that ends it.
            int from = random.nextInt(3) == 0 ? 0 : random.nextInt(closing.size());
            for (int i = 0; i < closing.size(); i++) {
                int id = closing.get((from + i) % closing.size());
                if (allowed(mask, id)) {
                    return id;
                }
            }
        }
        for (int tries = 0; tries < 6; tries++) {
            int id = FIRST_BYTE + LETTERS.charAt(random.nextInt(LETTERS.length()));
            if (allowed(mask, id)) {
                return id;
            }
        }
        int from = random.nextInt(vocabulary.size());
        for (int i = 0; i < vocabulary.size(); i++) {
            int id = (from + i) % vocabulary.size();
            if (allowed(mask, id)) {
                return id;
            }
        }
        throw new AssertionError("an empty mask");
    }

    private static boolean allowed(long[] mask, int id) {
        return (mask[id >> 6] >> id & 1) != 0;
    }
}
