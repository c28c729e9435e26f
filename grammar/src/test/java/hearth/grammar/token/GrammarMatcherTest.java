package hearth.grammar.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.grammar.Grammar;
import hearth.tokenizer.SpecialToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GrammarMatcherTest {
    private static final TokenVocabulary VOCABULARY = TestVocabulary.of("ab", "abc", "bc", " x", "\u20ac", "<call", ">7", "all>8");
    private static final int BYTES = 3; // id of byte 0
    private static final int END = VOCABULARY.tokenizer().id(SpecialToken.EOS).orElseThrow();
    private static final int TOOL = VOCABULARY.tokenizer().find("<tool>").orElseThrow();
    private static final int AB = VOCABULARY.tokenizer().find("ab").orElseThrow();

    @Test
    void allowsTokensThatFitAndTheEndWhenComplete() {
        GrammarMatcher matcher = matcher("root ::= \"ab\" \"c\"?");
        assertThat(allowed(matcher)).containsExactlyInAnyOrder(BYTES + 'a', AB, id("abc"));
        matcher.accept(AB);
        assertThat(matcher.isComplete()).isTrue();
        assertThat(matcher.mustEnd()).isFalse();
        assertThat(allowed(matcher)).containsExactlyInAnyOrder(BYTES + 'c', END);
        matcher.accept(BYTES + 'c');
        assertThat(matcher.mustEnd()).isTrue();
        assertThat(allowed(matcher)).containsExactly(END);
        matcher.accept(END);
        assertThat(matcher.isFinished()).isTrue();
        assertThatThrownBy(() -> allowed(matcher)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> matcher.accept(AB)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void allowsPartsOfCharacters() {
        GrammarMatcher matcher = matcher("root ::= [\u20ac\u20ad]");
        byte[] euro = "\u20ac".getBytes(StandardCharsets.UTF_8);
        assertThat(allowed(matcher)).containsExactlyInAnyOrder(BYTES + (euro[0] & 0xFF), id("\u20ac"));
        matcher.accept(BYTES + (euro[0] & 0xFF));
        assertThat(matcher.isComplete()).isFalse();
        assertThat(allowed(matcher)).containsExactly(BYTES + (euro[1] & 0xFF));
        matcher.accept(BYTES + (euro[1] & 0xFF));
        assertThat(allowed(matcher)).containsExactlyInAnyOrder(BYTES + 0xAC, BYTES + 0xAD);
        matcher.accept(BYTES + 0xAC);
        assertThat(matcher.isComplete()).isTrue();
    }

    @Test
    void neverAllowsControlTokensUnlessNamed() {
        assertThat(allowed(matcher("root ::= .*"))).doesNotContain(TOOL, id("<unused0>"), 0, 1).contains(END, BYTES + '<');
        GrammarMatcher named = matcher("root ::= <tool> \"a\" | !<[" + AB + "]> \"!\"");
        assertThat(allowed(named)).contains(TOOL, id("bc")).doesNotContain(AB, END, 0, 1);
        named.accept(TOOL);
        assertThat(allowed(named)).containsExactly(BYTES + 'a');
    }

    @Test
    void aTokenMayBeReadAsTextAndAsItself() {
        GrammarMatcher matcher = matcher("root ::= <[" + AB + "]> \"1\" | \"a\" \"b\" \"2\"");
        matcher.accept(AB);
        assertThat(allowed(matcher)).containsExactlyInAnyOrder(BYTES + '1', BYTES + '2');
    }

    @Test
    void refusesAndStays() {
        GrammarMatcher matcher = matcher("root ::= \"ab\"");
        for (int id : new int[] {END, BYTES + 'b', TOOL, -1, 1_000_000}) {
            assertThat(matcher.allows(id)).isFalse();
            assertThatThrownBy(() -> matcher.accept(id)).isInstanceOfSatisfying(
                    TokenRefusedException.class, e -> assertThat(e.id()).isEqualTo(id));
        }
        assertThat(matcher.acceptBytes(new byte[] {'x'})).isFalse();
        matcher.accept(AB);
        assertThat(matcher.isComplete()).isTrue();
    }

    @Test
    void anEmptyMaskIsAnError() {
        TokenGrammar grammar = TokenGrammar.compile(Grammar.parseGbnf("root ::= \"a\" <[" + 5_000_000 + "]>"), VOCABULARY);
        GrammarMatcher matcher = grammar.matcher();
        matcher.accept(BYTES + 'a');
        assertThatThrownBy(() -> allowed(matcher)).isInstanceOf(NoTokenAllowedException.class);
    }

    @Test
    void forksGoTheirOwnWay() {
        GrammarMatcher matcher = matcher("root ::= \"ab\" | \"ac\"");
        matcher.accept(BYTES + 'a');
        GrammarMatcher fork = matcher.fork();
        fork.accept(BYTES + 'b');
        assertThat(fork.mustEnd()).isTrue();
        assertThat(matcher.isComplete()).isFalse();
        matcher.accept(BYTES + 'c');
        assertThat(matcher.mustEnd()).isTrue();
    }

    @Test
    void tellsForcedBytes() {
        GrammarMatcher matcher = matcher("root ::= \"name: \" [a-z]+ | \"nam\" \"e: \" \"0\"");
        assertThat(new String(matcher.forcedBytes(100), StandardCharsets.UTF_8)).isEqualTo("name: ");
        assertThat(matcher.forcedBytes(3)).hasSize(3);
    }

    @Test
    void clearsWhatIsBeyondTheVocabulary() {
        long[] mask = new long[VOCABULARY.maskLength() + 2];
        Arrays.fill(mask, -1);
        matcher("root ::= \"a\"").fillMask(mask);
        assertThat(BitSet.valueOf(mask).stream().toArray()).containsExactly(BYTES + 'a');
        assertThatThrownBy(() -> matcher("root ::= \"a\"").fillMask(new long[1])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyThreadsShareOneGrammar() throws Exception {
        TokenGrammar grammar = TokenGrammar.compile(
                Grammar.parseGbnf("root ::= (\"ab\" [c-z]{1,90} \"(\" root \")\" | \"abc\")*"), VOCABULARY);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<List<Integer>>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                work.add(() -> {
                    GrammarMatcher matcher = grammar.matcher();
                    List<Integer> sizes = new ArrayList<>();
                    for (byte b : "abcde(abcabf(abc".repeat(3).getBytes(StandardCharsets.US_ASCII)) {
                        sizes.add(allowed(matcher).length);
                        assertThat(matcher.acceptBytes(new byte[] {b})).isTrue();
                    }
                    return sizes;
                });
            }
            List<List<Integer>> results = new ArrayList<>();
            for (Future<List<Integer>> future : threads.invokeAll(work)) {
                results.add(future.get());
            }
            assertThat(Set.copyOf(results)).hasSize(1);
        }
    }

    @Test
    void sleepsUntilTheTrigger() {
        TokenGrammar grammar = TokenGrammar.compile(Grammar.parseGbnf("root ::= \"<call>\" [0-7] \"!\" | <tool> \"a\""), VOCABULARY);
        TriggeredGrammar triggered = new TriggeredGrammar(grammar, List.of("<call>"), Set.of(TOOL));
        TriggeredMatcher matcher = triggered.matcher();
        assertThat(allowed(matcher)).hasSize(VOCABULARY.size());
        matcher.accept(AB);
        matcher.accept(BYTES + '<');
        matcher.accept(BYTES + 'c');
        assertThat(allowed(matcher)).as("behind <c, \"all>8\" would break the grammar").doesNotContain(id("all>8"));
        assertThatThrownBy(() -> matcher.accept(id("all>8"))).isInstanceOf(TokenRefusedException.class);
        TriggeredMatcher other = matcher.fork();
        other.accept(AB);
        assertThat(allowed(other)).contains(id("all>8"));
        matcher.accept(BYTES + 'a');
        matcher.accept(BYTES + 'l');
        matcher.accept(BYTES + 'l');
        assertThat(matcher.isBound()).isFalse();
        matcher.accept(id(">7"));
        assertThat(matcher.isBound()).isTrue();
        assertThat(allowed(matcher)).containsExactly(BYTES + '!');
        matcher.accept(BYTES + '!');
        assertThat(matcher.mustEnd()).isTrue();
        matcher.accept(END);
        assertThat(matcher.isFinished()).isTrue();
        other.accept(TOOL);
        assertThat(allowed(other)).containsExactly(BYTES + 'a');
    }

    @Test
    void freeTextMayEnd() {
        TokenGrammar grammar = TokenGrammar.compile(Grammar.parseGbnf("root ::= \"<call>\""), VOCABULARY);
        TriggeredMatcher matcher = new TriggeredGrammar(grammar, List.of("<call>"), Set.of()).matcher();
        matcher.accept(id("<call"));
        assertThat(matcher.isComplete()).isTrue();
        matcher.accept(END);
        assertThat(matcher.isFinished()).isTrue();
    }

    private static int id(String text) {
        return VOCABULARY.tokenizer().find(text.replace(' ', '\u2581')).orElseThrow();
    }

    private static GrammarMatcher matcher(String grammar) {
        return TokenGrammar.compile(Grammar.parseGbnf(grammar), VOCABULARY).matcher();
    }

    private static int[] allowed(TokenMatcher matcher) {
        long[] mask = new long[VOCABULARY.maskLength()];
        matcher.fillMask(mask);
        return BitSet.valueOf(mask).stream().toArray();
    }
}
