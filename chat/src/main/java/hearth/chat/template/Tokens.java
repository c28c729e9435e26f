package hearth.chat.template;

import hearth.chat.value.Budget;
import hearth.chat.value.TemplateFault;
import java.util.List;

/** The tokens with a position, and how deep the parser is. */
final class Tokens {
    private final List<Token> tokens;
    private int at;
    private int nesting;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(at);
    }

    /** The token after the current one. */
    Token following() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    /** Returns the current token and moves on; stays at the end. */
    Token next() {
        Token token = tokens.get(at);
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    boolean isOperator(String operator) {
        return current().isOperator(operator);
    }

    boolean isName(String name) {
        return current().isName(name);
    }

    boolean is(Token.Kind kind) {
        return current().kind() == kind;
    }

    boolean skipOperator(String operator) {
        boolean found = isOperator(operator);
        if (found) {
            next();
        }
        return found;
    }

    boolean skipName(String name) {
        boolean found = isName(name);
        if (found) {
            next();
        }
        return found;
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw unexpected("'" + name + "'");
        }
    }

    Token expect(Token.Kind kind, String described) {
        if (!is(kind)) {
            throw unexpected(described);
        }
        return next();
    }

    TemplateFault unexpected(String expected) {
        return fail("expected " + expected + ", got " + current().described());
    }

    TemplateFault fail(String message) {
        return TemplateFault.syntax(message, current().line());
    }

    /** Entering a nested statement or expression; keeps both the parser's and the interpreter's stack small. */
    void enter() {
        if (++nesting > Budget.MAX_NESTING) {
            throw TemplateFault.limit("the template nests deeper than the limit of " + Budget.MAX_NESTING)
                    .at(current().line());
        }
    }

    void leave() {
        nesting--;
    }
}
