package hearth.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GbnfParserTest {
    @ParameterizedTest
    @CsvSource(delimiter = '~', value = {
        "root ::= \"a ~ line 1, column 12",
        "root ::= [a ~ line 1, column 12",
        "root ::= \"\\q\" ~ unknown escape",
        "root ::= \"\\x4\" ~ hexadecimal",
        "root ::= \"\\uD800\" ~ surrogate",
        "root ::= \"\\U00110000\" ~ no such character",
        "root ::= [b-a] ~ range",
        "root ::= (\"a\" ~ expected \")\"",
        "root ::= \"a\") ~ end of the rule",
        "root ::= * ~ nothing to repeat",
        "root ::= {2} ~ nothing to repeat",
        "root ::= \"a\"{ ~ expected a number",
        "root ::= \"a\"{2 ~ expected \"}\"",
        "root ::= \"a\"{3,2} ~ from 3 to 2",
        "root = \"a\" ~ expected \"::=\"",
        "::= \"a\" ~ name of a rule",
        "root ::= <[x]> ~ expected a number",
        "root ::= <tool ~ expected a token",
        "x ::= \"a\" ~ no rule \"root\"",
    })
    void refuses(String grammar, String reason) {
        assertThatThrownBy(() -> Grammar.parseGbnf(grammar)).isInstanceOf(InvalidGrammarException.class).hasMessageContaining(reason);
    }

    @Test
    void tellsLineAndColumn() {
        assertThatThrownBy(() -> Grammar.parseGbnf("root ::= a\na ::= \"x\" ]\n")).hasMessageContaining("line 2, column 11");
        assertThatThrownBy(() -> Grammar.parseGbnf("root ::= \"a\"\nroot ::= \"b\"")).hasMessageContaining("defined twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "\"\"\"", "(((((", "a ::= (\n"})
    void refusesDeepNestingInNoTime(String part) {
        assertThatThrownBy(() -> Grammar.parseGbnf("root ::= " + part.repeat(59_999))).isInstanceOf(GrammarException.class);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> Grammar.parseGbnf("#".repeat(2_000_000))).isInstanceOf(GrammarTooComplexException.class);
        assertThatThrownBy(() -> Grammar.parseGbnf("root ::= \"a\"" + "?".repeat(1000))).isInstanceOf(GrammarTooComplexException.class);
        assertThatThrownBy(() -> Grammar.parseGbnf("root ::= \"a\"{99999999999}")).isInstanceOf(GrammarTooComplexException.class);
    }

    @Test
    void keepsRules() {
        Grammar grammar = Grammar.parseGbnf("root ::= \"a\" b-1?\nb-1 ::= .");
        assertThat(grammar.rules()).containsOnlyKeys("root", "b-1");
        assertThat(grammar.rules().get("root"))
                .isEqualTo(Expression.sequence(Expression.literal("a"), Expression.optional(new Expression.Reference("b-1"))));
    }
}
