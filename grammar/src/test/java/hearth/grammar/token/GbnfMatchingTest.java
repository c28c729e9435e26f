package hearth.grammar.token;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.grammar.Grammar;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which texts match which GBNF grammar. */
class GbnfMatchingTest {
    private static final TokenVocabulary VOCABULARY = TestVocabulary.of();

    static List<Arguments> grammars() {
        return List.of(
                Arguments.of("root ::= \"ab\"", List.of("ab"), List.of("", "a", "abc", "b")),
                Arguments.of("root ::= \"a\" | \"bc\" |", List.of("a", "bc", ""), List.of("b", "abc")),
                Arguments.of("root ::= [a-c]+ # comment\n", List.of("a", "abccba"), List.of("", "d", "abd")),
                Arguments.of("root ::= [^a-c\\n]*", List.of("", "xyz", "\u00e4\u20ac\ud83d\ude00"), List.of("a", "x\n")),
                Arguments.of("root ::= .", List.of("x", "\n", "\u00e4", "\ud83d\ude00"), List.of("", "xy")),
                Arguments.of("root ::= \"\\x41\\u00e4\\U0001F600\\t\\n\\\\\\\"\"", List.of("A\u00e4\ud83d\ude00\t\n\\\""), List.of("A")),
                Arguments.of("root ::= [\\[\\]\\-a]+", List.of("[a]-"), List.of("b")),
                Arguments.of("root ::= [a-]+", List.of("a-a"), List.of("b")),
                Arguments.of("root ::= (\"a\" | \"b\")? \"c\"", List.of("c", "ac", "bc"), List.of("abc", "a")),
                Arguments.of("root ::= \"a\"{3}", List.of("aaa"), List.of("aa", "aaaa")),
                Arguments.of("root ::= \"a\"{2,}", List.of("aa", "aaaaaaa"), List.of("a", "")),
                Arguments.of("root ::= \"a\"{1,3} \"a\"", List.of("aa", "aaaa"), List.of("a", "aaaaa")),
                Arguments.of("root ::= \"ab\"{0,2}", List.of("", "ab", "abab"), List.of("ababab", "aba")),
                Arguments.of("root ::= [a-z]{100,200}", List.of("x".repeat(100), "x".repeat(200)), List.of("x".repeat(99), "x".repeat(201))),
                Arguments.of("root ::= ([a-z]{50,60} \";\"){2,70}",
                        List.of(("x".repeat(50) + ";").repeat(2), ("x".repeat(60) + ";").repeat(70)),
                        List.of("x".repeat(50) + ";", ("x".repeat(61) + ";").repeat(2), ("x".repeat(60) + ";").repeat(71))),
                Arguments.of("root ::= (\"a\"?){60,70} \"b\"", List.of("b", "a".repeat(70) + "b"), List.of("a".repeat(71) + "b")),
                Arguments.of("root ::= (((\"a\"{0,99}){0,99}){0,99}){0,99}", List.of("", "a".repeat(5000)), List.of("b")),
                Arguments.of("root ::= \"(\" root \")\" | \"x\"", List.of("x", "((x))"), List.of("(x", "()", "x)")),
                Arguments.of("root ::= a b\na ::= \"x\"*\nb ::= \"y\" a | a a", List.of("", "x", "yx", "xxyxx"), List.of("yy", "xyxy")),
                Arguments.of("root ::= list\nlist ::= \"a\" list |", List.of("", "a".repeat(3000)), List.of("b")),
                Arguments.of("root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"x\"",
                        List.of("x", "axb", "aaaxbcb", "a".repeat(40) + "x" + "bc".repeat(20)), List.of("axbb", "ax")),
                Arguments.of("root ::= (\n  \"a\" |\n  \"b\"\n)\n", List.of("a", "b"), List.of("ab")),
                Arguments.of("root ::=\n  item item\nitem ::= [0-9] |\n  \"-\"\n", List.of("1-", "--"), List.of("1")),
                Arguments.of("root ::= (\"a\" [b-c]? )* \"d\"\r\n", List.of("d", "aabacd"), List.of("abb")),
                Arguments.of("root ::= \"one\" | \"two\" | \"three\" | \"thirteen\" | \"one\" | \"\" | \"on\"",
                        List.of("one", "three", "thirteen", "", "on"), List.of("th", "thir", "o")),
                Arguments.of("root ::= [\\u0700-\\uFFFF]", List.of("\u0700", "\u07ff", "\u0800", "\uffff", "\ue000"), List.of("\u06ff", "\ud800\udc00")),
                Arguments.of("root ::= [\\U00010FF0-\\U000201AB]", List.of("\ud803\udff0", "\ud840\uddab"), List.of("\ud803\udfef", "\ud840\uddac")));
    }

    @ParameterizedTest
    @MethodSource("grammars")
    void matches(String grammar, List<String> accepted, List<String> refused) {
        TokenGrammar compiled = TokenGrammar.compile(Grammar.parseGbnf(grammar), VOCABULARY);
        assertThat(accepted).allSatisfy(text -> assertThat(TestVocabulary.matches(compiled, text)).as(text).isTrue());
        assertThat(refused).allSatisfy(text -> assertThat(TestVocabulary.matches(compiled, text)).as(text).isFalse());
    }
}
