package hearth.grammar.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.grammar.GrammarException;
import hearth.grammar.token.TestVocabulary;
import hearth.grammar.token.TokenGrammar;
import hearth.grammar.token.TokenVocabulary;
import hearth.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts the grammar of a schema accepts; schemas and texts are written with ' for ". */
class JsonSchemasTest {
    private static final TokenVocabulary VOCABULARY = TestVocabulary.of();

    private static Arguments schema(String schema, List<String> accepted, List<String> refused) {
        return Arguments.of(schema, accepted, refused);
    }

    static List<Arguments> values() {
        return List.of(
                schema("{}", List.of("1", "'x'", "{'a':[1,2.5e3,null]}", "[]", "{}", "true", "{ }", "[\n  1\n]"),
                        List.of("", "tru", "{'a'}", "[1,]", "01", "1.", "{} ", "'\n'", "{a:1}")),
                schema("true", List.of("1"), List.of("")),
                schema("{'type':'null'}", List.of("null"), List.of("nul", "nulll")),
                schema("{'type':'boolean'}", List.of("true", "false"), List.of("True")),
                schema("{'type':['string','null']}", List.of("null", "'x'"), List.of("1")),
                schema("{'type':'string','nullable':true}", List.of("null", "'x'"), List.of("1")),
                schema("{'type':'string'}",
                        List.of("''", "'abc'", "'\\n\\u00e4\\\\\\''", "'\u00e4\u20ac\ud83d\ude00'", "'\\ud83d\\ude00'", "'\\/'"),
                        List.of("'", "'\\x'", "'\\ud83d'", "'\\ude00'", "'\t'")),
                schema("{'enum':['a','b',1,null,{'x':[1]}]}", List.of("'a'", "1", "null", "{'x':[1]}"), List.of("'c'", "2")),
                schema("{'const':'it\\'s'}", List.of("'it\\'s'"), List.of("'its'")),
                schema("{'type':'string','enum':['a',1,'bcd'],'maxLength':2}", List.of("'a'"), List.of("1", "'bcd'")),
                schema("{'type':'number','enum':[1,2.5,7],'minimum':2}", List.of("2.5", "7"), List.of("1")));
    }

    static List<Arguments> strings() {
        return List.of(
                schema("{'type':'string','minLength':2,'maxLength':3}",
                        List.of("'ab'", "'abc'", "'\u00e4\ud83d\ude00'", "'\\n\\u0041'", "'\\ud83d\\ude00x'"),
                        List.of("'a'", "'abcd'", "''", "'\\ud83d\\ude00'")),
                schema("{'type':'string','maxLength':1000000}", List.of("''", "'" + "x".repeat(3000) + "'"), List.of("'")),
                schema("{'type':'string','minLength':500,'maxLength':510}",
                        List.of("'" + "x".repeat(500) + "'", "'" + "x".repeat(510) + "'"),
                        List.of("'" + "x".repeat(499) + "'", "'" + "x".repeat(511) + "'")),
                schema("{'type':'string','pattern':'^[a-c]+$'}", List.of("'abc'"), List.of("''", "'d'", "'abd'")),
                schema("{'type':'string','pattern':'b'}", List.of("'b'", "'abc'", "'xxbyy'"), List.of("''", "'ac'")),
                schema("{'type':'string','pattern':'^a|b$'}", List.of("'ax'", "'xb'", "'a'"), List.of("'xa'", "'bx'")),
                schema("{'type':'string','pattern':'^(\\\\d{3}-)?\\\\d{4}$'}", List.of("'1234'", "'123-1234'"), List.of("'123'", "'12341234'")),
                schema("{'type':'string','pattern':'^(?:a(?<n>b)?)*?c{2,}$'}", List.of("'cc'", "'abacc'", "'aaccc'"), List.of("'c'", "'bcc'")),
                schema("{'type':'string','pattern':'^.$'}", List.of("'x'", "'\\''", "'\u20ac'", "'\\\\'"), List.of("'xy'", "'\\n'")),
                schema("{'type':'string','pattern':'^\\\\s[^a]\\\\x41\\\\u{1F600}$'}", List.of("'\\nbA\ud83d\ude00'", "' \\'A\ud83d\ude00'"), List.of("' aA\ud83d\ude00'")),
                schema("{'type':'string','pattern':'^[\\\\w.-]+@[a-z]+\\\\.(com|org)$'}", List.of("'a.b-c@x.org'"), List.of("'a@x.net'", "'a@.com'")),
                schema("{'type':'string','pattern':'^[a-z]+$','maxLength':3,'minLength':2}", List.of("'ab'", "'abc'"), List.of("'a'", "'abcd'")),
                schema("{'type':'string','pattern':'^x{2}$','maxLength':3}", List.of("'xx'"), List.of("'x'")),
                schema("{'type':'string','pattern':'^(ab)*c$','maxLength':6}", List.of("'c'", "'ababc'"), List.of("'abababc'")),
                schema("{'type':'string','pattern':'^{}x{,2}$'}", List.of("'{}x{,2}'"), List.of("''")),
                schema("{'type':'string','format':'date'}", List.of("'2024-02-29'", "'2000-02-29'", "'1999-12-31'"),
                        List.of("'2023-02-29'", "'1900-02-29'", "'2024-13-01'", "'2024-04-31'", "'2024-1-1'")),
                schema("{'type':'string','format':'time'}", List.of("'23:59:59Z'", "'00:00:00.123+01:30'"), List.of("'24:00:00Z'", "'10:00'")),
                schema("{'type':'string','format':'date-time'}", List.of("'2024-02-29T10:20:30Z'"), List.of("'2024-02-29 10:20:30Z'")),
                schema("{'type':'string','format':'uuid'}", List.of("'01234567-89ab-cdef-0123-456789ABCDEF'"), List.of("'01234567'")),
                schema("{'type':'string','format':'email'}", List.of("'a.b@example.com'", "'a@b'"), List.of("'a@'", "'@b'", "'a b@c'")),
                schema("{'type':'string','format':'ipv4'}", List.of("'127.0.0.1'", "'255.255.255.0'"), List.of("'256.0.0.1'", "'1.2.3'")),
                schema("{'type':'string','format':'duration'}", List.of("'P1Y2M3D'", "'PT5M'", "'P2W'", "'P1DT2H'"), List.of("'P'", "'PT'")),
                schema("{'type':'string','format':'uri'}", List.of("'https://a.example/x?y=1#z'"), List.of("'a.example'")),
                schema("{'type':'string','format':'color'}", List.of("'anything'"), List.of("1")));
    }

    static List<Arguments> numbers() {
        return List.of(
                schema("{'type':'integer'}", List.of("0", "-0", "-12", "1234567890123456"), List.of("1.0", "01", "-", "12345678901234567", "1e3")),
                schema("{'type':'number'}", List.of("0", "-1.5", "1e10", "2.25E-7", "10"), List.of(".5", "1.", "1e", "+1")),
                schema("{'type':'integer','minimum':0,'maximum':120}", List.of("0", "9", "10", "99", "100", "120"), List.of("-1", "121", "130", "200", "00", "1000")),
                schema("{'type':'integer','minimum':-15,'maximum':7}", List.of("-15", "-9", "-1", "0", "7"), List.of("-16", "8", "-0", "10", "-20")),
                schema("{'type':'integer','exclusiveMinimum':3,'exclusiveMaximum':5}", List.of("4"), List.of("3", "5", "44")),
                schema("{'type':'integer','minimum':2.5,'maximum':4.5}", List.of("3", "4"), List.of("2", "5")),
                schema("{'type':'integer','minimum':985}", List.of("985", "999", "1000", "123456"), List.of("984", "99", "900")),
                schema("{'type':'integer','maximum':-10}", List.of("-10", "-11", "-99", "-100"), List.of("-9", "0", "10")),
                schema("{'type':'integer','minimum':10,'exclusiveMinimum':true}", List.of("11"), List.of("10")),
                schema("{'type':'integer','minimum':98765432109876543210,'maximum':98765432109876543219}",
                        List.of("98765432109876543210", "98765432109876543219"), List.of("98765432109876543209", "9876543210987654321")),
                schema("{'type':'number','minimum':0,'maximum':1}", List.of("0", "1", "0.5", "1.0", "0.0", "1.000", "0.999"), List.of("1.1", "1.001", "-0.1", "2", "-0")),
                schema("{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':1}", List.of("0.5", "0.001", "0.10"), List.of("0", "1", "0.0", "0.000", "1.0")),
                schema("{'type':'number','minimum':-2.5,'maximum':3.25}",
                        List.of("-2.5", "-2.50", "-2", "-2.4", "-0.5", "0", "3.25", "3.2", "3.249", "3", "3.2500"),
                        List.of("-2.6", "-2.51", "3.26", "3.2501", "4", "-3", "3.3")),
                schema("{'type':'number','minimum':1.25,'exclusiveMaximum':1.75}", List.of("1.25", "1.3", "1.7", "1.7499", "1.50"), List.of("1.2", "1.75", "1.750", "1", "1.249", "2")),
                schema("{'type':'number','exclusiveMaximum':-1.5}", List.of("-1.51", "-2", "-15", "-1.6"), List.of("-1.5", "-1.50", "-1.4", "-1", "0", "1.6")),
                schema("{'type':'number','minimum':99.5}", List.of("99.5", "99.75", "100", "250.1", "99.6"), List.of("99", "99.4", "9")),
                schema("{'type':'number','minimum':1,'maximum':1}", List.of("1", "1.0"), List.of("1.1", "0")),
                schema("{'type':['integer','string'],'minimum':5}", List.of("5", "'x'"), List.of("4")));
    }

    static List<Arguments> containers() {
        return List.of(
                schema("{'type':'array'}", List.of("[]", "[1,'a']", "[ ]", "[1, 2]"), List.of("[,]", "[1 2]")),
                schema("{'type':'array','items':{'type':'integer'},'minItems':1,'maxItems':3}", List.of("[1]", "[1,2,3]"), List.of("[]", "[1,2,3,4]", "['a']")),
                schema("{'type':'array','maxItems':0}", List.of("[]"), List.of("[1]")),
                schema("{'type':'array','prefixItems':[{'type':'integer'},{'type':'string'}]}", List.of("[1,'a']"), List.of("[1]", "[1,'a',2]", "['a',1]")),
                schema("{'prefixItems':[{'const':1}],'items':{'type':'null'},'type':'array','maxItems':3}", List.of("[1]", "[1,null,null]"), List.of("[]", "[1,null,null,null]", "[1,1]")),
                schema("{'type':'array','items':[{'const':1},{'const':2}],'additionalItems':false}", List.of("[1,2]"), List.of("[1]", "[1,2,3]")),
                schema("{'type':'object'}", List.of("{}", "{'x':1,'y':{}}"), List.of("{'x'}", "[]")),
                schema("{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'string'},'c':{}},'required':['b']}",
                        List.of("{'b':'x'}", "{'a':1,'b':'x'}", "{'a':1,'b':'','c':[]}", "{'b':'','c':1}", "{\n  'a': 1,\n  'b': ''\n}"),
                        List.of("{}", "{'a':1}", "{'b':'x','a':1}", "{'b':'x','d':1}", "{'b':'x',}", "{,'b':''}")),
                schema("{'type':'object','properties':{'a':{'type':'integer'}}}", List.of("{}", "{'a':1}"), List.of("{'b':1}")),
                schema("{'type':'object','properties':{'ab':{'type':'integer'}},'additionalProperties':{'type':'null'}}",
                        List.of("{}", "{'ab':1}", "{'ab':1,'a':null,'abc':null}", "{'x':null}", "{'':null}"),
                        List.of("{'ab':null}", "{'a':1}", "{'ab':1,'ab':null}", "{'\\u0061b':null}")),
                schema("{'type':'object','additionalProperties':{'type':'integer'}}", List.of("{}", "{'x':1}"), List.of("{'x':''}")),
                schema("{'type':'object','additionalProperties':false}", List.of("{}"), List.of("{'x':1}")),
                schema("{'type':'object','required':['z'],'properties':{'a':{'type':'null'}}}", List.of("{'z':1}", "{'a':null,'z':[]}"), List.of("{}", "{'a':null}")),
                schema("{'type':'object','properties':{'a':{},'b':{},'c':{}},'required':['b'],'maxProperties':2}", List.of("{'a':1,'b':1}", "{'b':1}"), List.of("{'a':1,'b':1,'c':1}")),
                schema("{'type':'object','properties':{'a':{},'b':{}},'minProperties':1}", List.of("{'a':1}", "{'b':1}"), List.of("{}")),
                schema("{'type':'object','maxProperties':2}", List.of("{}", "{'a':1,'b':2}"), List.of("{'a':1,'b':2,'c':3}")),
                schema("{'type':'object','properties':{'q\\'\\n':{'const':1}}}", List.of("{'q\\'\\n':1}"), List.of("{'q':1}")),
                schema("{'properties':{'a':{'type':'null'}}}", List.of("1", "'x'", "{'a':null}"), List.of("{'a':1}")));
    }

    static List<Arguments> combinations() {
        return List.of(
                schema("{'anyOf':[{'type':'integer'},{'type':'string'}]}", List.of("1", "'x'"), List.of("null")),
                schema("{'oneOf':[{'type':'integer'},{'type':'string'}]}", List.of("1", "'x'"), List.of("null")),
                schema("{'oneOf':[{'type':'object','properties':{'k':{'const':'a'},'x':{'type':'integer'}},'required':['k','x']},"
                                + "{'type':'object','properties':{'k':{'const':'b'}},'required':['k']}]}",
                        List.of("{'k':'a','x':1}", "{'k':'b'}"), List.of("{'k':'a'}", "{'k':'c'}")),
                schema("{'type':'object','properties':{'a':{},'b':{}},'oneOf':[{'required':['a'],'properties':{'b':false}},{'required':['b'],'properties':{'a':false}}]}",
                        List.of("{'a':1}", "{'b':1}"), List.of("{}", "{'a':1,'b':2}")),
                schema("{'allOf':[{'type':'object','properties':{'a':{'type':'integer'}},'required':['a']},{'properties':{'b':{'type':'null'}},'required':['b']}]}",
                        List.of("{'a':1,'b':null}"), List.of("{'a':1}", "{'b':null}")),
                schema("{'allOf':[{'type':'integer','minimum':3},{'maximum':5}]}", List.of("3", "5"), List.of("2", "6")),
                schema("{'allOf':[{'enum':[1,2,3]},{'enum':[2,3,4]}],'minimum':3}", List.of("3"), List.of("2", "4")),
                schema("{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'integer'}},'anyOf':[{'required':['a']},{'required':['b']}]}",
                        List.of("{'a':1}", "{'b':1}", "{'a':1,'b':2}"), List.of("{}")),
                schema("{'allOf':[{'properties':{'a':{'type':'number','minimum':1}}},{'properties':{'a':{'maximum':2}}}],'required':['a'],'type':'object'}",
                        List.of("{'a':1.5}"), List.of("{'a':3}", "{'a':0}", "{'a':'x'}")),
                schema("{'$ref':'#/$defs/n','$defs':{'n':{'type':'null'}}}", List.of("null"), List.of("1")),
                schema("{'$defs':{'a/b~c d':{'type':'null'}},'$ref':'#/$defs/a~1b~0c%20d'}", List.of("null"), List.of("1")),
                schema("{'$ref':'#/$defs/n','minimum':5,'$defs':{'n':{'type':'integer'}}}", List.of("5"), List.of("4")),
                schema("{'type':'object','properties':{'v':{'type':'integer'},'next':{'$ref':'#'}},'required':['v']}",
                        List.of("{'v':1}", "{'v':1,'next':{'v':2,'next':{'v':3}}}"), List.of("{'next':{'v':1}}")),
                schema("{'$defs':{'t':{'anyOf':[{'type':'null'},{'type':'array','items':{'$ref':'#/$defs/t'}}]}},'$ref':'#/$defs/t'}",
                        List.of("null", "[]", "[[null],null,[[]]]"), List.of("1", "[1]")),
                schema("{'type':'integer','title':'x','description':'y','default':3,'examples':[1],'x-any':{},'$comment':'z'}", List.of("1"), List.of("'x'")));
    }

    @ParameterizedTest
    @MethodSource({"values", "strings", "numbers", "containers", "combinations"})
    void accepts(String schema, List<String> accepted, List<String> refused) {
        TokenGrammar grammar = compile(schema);
        assertThat(accepted).allSatisfy(text -> assertThat(matches(grammar, text)).as(text).isTrue());
        assertThat(refused).allSatisfy(text -> assertThat(matches(grammar, text)).as(text).isFalse());
    }

    @Test
    void compactTextHasNoBlanks() {
        TokenGrammar grammar = TokenGrammar.compile(
                JsonSchemas.compile(Map.of("type", "array"), new JsonSchemaOptions(false, false)), VOCABULARY);
        assertThat(matches(grammar, "[1,[2]]")).isTrue();
        assertThat(matches(grammar, "[1, 2]")).isFalse();
        assertThat(matches(grammar, "[ ]")).isFalse();
    }

    @Test
    void anyObjectIsAnObject() {
        TokenGrammar grammar = TokenGrammar.compile(JsonSchemas.anyObject(JsonSchemaOptions.DEFAULT), VOCABULARY);
        assertThat(matches(grammar, "{'a':[{}]}")).isTrue();
        assertThat(matches(grammar, "[]")).isFalse();
        TokenGrammar any = TokenGrammar.compile(JsonSchemas.anyValue(JsonSchemaOptions.DEFAULT), VOCABULARY);
        assertThat(matches(any, "[]")).isTrue();
    }

    static List<Arguments> unsupported() {
        return List.of(
                Arguments.of("{'not':{}}", "not", "#"),
                Arguments.of("{'properties':{'a':{'if':{},'then':{}}}}", "if", "#/properties/a"),
                Arguments.of("{'items':{'uniqueItems':true}}", "uniqueItems", "#/items"),
                Arguments.of("{'patternProperties':{'x':{}}}", "patternProperties", "#"),
                Arguments.of("{'contains':{}}", "contains", "#"),
                Arguments.of("{'multipleOf':3}", "multipleOf", "#"),
                Arguments.of("{'$ref':'http://other.example/x'}", "$ref", "#"),
                Arguments.of("{'type':'string','pattern':'^(?=a)'}", "pattern", "#"),
                Arguments.of("{'type':'string','pattern':'a\\\\b'}", "pattern", "#"),
                Arguments.of("{'type':'string','pattern':'(a)\\\\1'}", "pattern", "#"),
                Arguments.of("{'type':'string','pattern':'x(^a)y'}", "pattern", "#"),
                Arguments.of("{'type':'string','pattern':'(a'}", "pattern", "#"),
                Arguments.of("{'type':'string','pattern':'a)'}", "pattern", "#"),
                Arguments.of("{'type':'string','pattern':'*a'}", "pattern", "#"),
                Arguments.of("{'type':'string','pattern':'[b-a]'}", "pattern", "#"),
                Arguments.of("{'type':'string','pattern':'[a'}", "pattern", "#"),
                Arguments.of("{'type':'string','pattern':'^(a|bc)+d*$','maxLength':5}", "maxLength", "#"),
                Arguments.of("{'allOf':[{'pattern':'a'},{'pattern':'b'}],'type':'string'}", "pattern", "#"),
                Arguments.of("{'oneOf':[{'type':'integer'},{'type':'number'}]}", "oneOf", "#"),
                Arguments.of("{'oneOf':[{'type':'object','properties':{'a':{}}},{'type':'object','properties':{'b':{}}}]}", "oneOf", "#"),
                Arguments.of("{'type':'object','minProperties':3}", "minProperties", "#"),
                Arguments.of("{'type':'string','pattern':'x','enum':['x']}", "enum", "#"));
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void refusesWhatItCannotEnforce(String schema, String keyword, String path) {
        assertThatThrownBy(() -> compile(schema)).isInstanceOfSatisfying(UnsupportedSchemaException.class, e -> {
            assertThat(e.keyword()).isEqualTo(keyword);
            assertThat(e.path()).isEqualTo(path);
            assertThat(e).hasMessageContaining(keyword).hasMessageContaining(path);
        });
    }

    static List<Arguments> invalid() {
        return List.of(
                Arguments.of("3", "", "#"),
                Arguments.of("{'type':'text'}", "type", "#"),
                Arguments.of("{'type':3}", "type", "#"),
                Arguments.of("{'enum':'a'}", "enum", "#"),
                Arguments.of("{'properties':{'a':5}}", "", "#/properties/a"),
                Arguments.of("{'properties':[]}", "properties", "#"),
                Arguments.of("{'required':'a'}", "required", "#"),
                Arguments.of("{'required':[1]}", "required", "#"),
                Arguments.of("{'minLength':-1}", "minLength", "#"),
                Arguments.of("{'minItems':1.5}", "minItems", "#"),
                Arguments.of("{'minimum':'a'}", "minimum", "#"),
                Arguments.of("{'pattern':1}", "pattern", "#"),
                Arguments.of("{'anyOf':[]}", "anyOf", "#"),
                Arguments.of("{'allOf':{}}", "allOf", "#"),
                Arguments.of("{'$ref':'#/$defs/x'}", "$ref", "#"),
                Arguments.of("{'$ref':7}", "$ref", "#"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void refusesMalformedSchemas(String schema, String keyword, String path) {
        assertThatThrownBy(() -> compile(schema)).isInstanceOfSatisfying(InvalidSchemaException.class, e -> {
            assertThat(e.keyword()).isEqualTo(keyword);
            assertThat(e.path()).isEqualTo(path);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "false", "{'type':'integer','minimum':5,'maximum':4}", "{'enum':[]}", "{'allOf':[{'type':'string'},{'type':'integer'}]}",
        "{'type':'object','properties':{'a':false},'required':['a']}", "{'$ref':'#'}", "{'anyOf':[{'$ref':'#'},{'$ref':'#'}]}",
        "{'type':'object','properties':{'a':{'$ref':'#'}},'required':['a']}", "{'type':'array','minItems':3,'maxItems':2}"})
    void refusesSchemasThatNothingMatches(String schema) {
        assertThatThrownBy(() -> compile(schema)).isInstanceOf(GrammarException.class);
    }

    private static TokenGrammar compile(String schema) {
        return TokenGrammar.compile(JsonSchemas.compile(Json.parse(schema.replace('\'', '"'))), VOCABULARY);
    }

    private static boolean matches(TokenGrammar grammar, String text) {
        return TestVocabulary.matches(grammar, text.replace('\'', '"'));
    }
}
