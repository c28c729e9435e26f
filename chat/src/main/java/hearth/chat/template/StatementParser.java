package hearth.chat.template;

import hearth.chat.value.MarkedText;
import hearth.chat.value.TemplateFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses a whole template into statements. */
final class StatementParser {
    private final Tokens tokens;
    private final ExpressionParser expressions;
    private int loops;

    StatementParser(List<Token> tokens) {
        this.tokens = new Tokens(tokens);
        this.expressions = new ExpressionParser(this.tokens);
    }

    Body parse() {
        Body body = body("template");
        if (!tokens.is(Token.Kind.END)) {
            throw tokens.fail("Encountered unknown tag '" + tokens.current().text() + "'");
        }
        return body;
    }

    /** Statements up to a tag that starts with one of {@code ends}, which stays unread behind its opening mark. */
    private Body body(String opener, String... ends) {
        tokens.enter();
        int line = tokens.current().line();
        List<Statement> statements = new ArrayList<>();
        while (!tokens.is(Token.Kind.END)) {
            Token token = tokens.next();
            switch (token.kind()) {
                case TEXT -> statements.add(new Statement.Text(MarkedText.trusted(token.text())));
                case OUTPUT_BEGIN -> {
                    statements.add(new Statement.Output(expressions.tuple(true, null), token.line()));
                    tokens.expect(Token.Kind.OUTPUT_END, "end of print statement");
                }
                default -> {
                    if (isEnd(ends)) {
                        tokens.leave();
                        return new Body(statements);
                    }
                    statements.add(tag());
                    tokens.expect(Token.Kind.TAG_END, "end of statement block");
                }
            }
        }
        if (ends.length > 0) {
            throw TemplateFault.syntax(
                    "Unexpected end of template: '" + ends[ends.length - 1] + "' is missing for '" + opener + "'", line);
        }
        tokens.leave();
        return new Body(statements);
    }

    private boolean isEnd(String... ends) {
        for (String end : ends) {
            if (tokens.isName(end)) {
                return true;
            }
        }
        return false;
    }

    /** One tag, between its marks; of a block also everything up to its end tag. */
    private Statement tag() {
        Token name = tokens.expect(Token.Kind.NAME, "the name of a tag");
        return switch (name.text()) {
            case "if" -> ifTag(name.line());
            case "for" -> forTag(name.line());
            case "set" -> setTag(name.line());
            case "macro" -> macroTag();
            case "call" -> callTag(name.line());
            case "filter" -> filterTag(name.line());
            case "with" -> withTag();
            case "generation" -> new Statement.Scoped(block("generation"));
            case "print" -> new Statement.Output(expressions.tuple(true, null), name.line());
            case "break", "continue" -> loopControl(name.text());
            case "include", "import", "from", "extends", "block" ->
                throw tokens.fail("the tag '" + name.text() + "' is not supported: a chat template stands alone");
            default -> throw tokens.fail("Encountered unknown tag '" + name.text() + "'");
        };
    }

    /** The body of a block without further parts, and its end tag but for the closing mark. */
    private Body block(String name) {
        tokens.expect(Token.Kind.TAG_END, "end of statement block");
        Body body = body(name, "end".concat(name));
        tokens.next();
        return body;
    }

    private Statement ifTag(int firstLine) {
        List<Statement.Branch> branches = new ArrayList<>();
        int line = firstLine;
        while (true) {
            Expression test = expressions.tuple(false, null);
            tokens.expect(Token.Kind.TAG_END, "end of statement block");
            branches.add(new Statement.Branch(test, body("if", "elif", "else", "endif"), line));
            Token end = tokens.next();
            line = end.line();
            if (end.isName("endif")) {
                return new Statement.If(branches, Body.EMPTY);
            }
            if (end.isName("else")) {
                return new Statement.If(branches, block("if"));
            }
        }
    }

    private Statement forTag(int line) {
        Target target = target("in", false);
        tokens.expectName("in");
        Expression iterable = expressions.tuple(false, "recursive");
        Expression test = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        tokens.expect(Token.Kind.TAG_END, "end of statement block");
        loops++;
        Body body = body("for", "else", "endfor");
        loops--;
        Body otherwise = tokens.next().isName("else") ? block("for") : Body.EMPTY;
        return new ForStatement(target, iterable, test, recursive, body, otherwise, line);
    }

    private Statement loopControl(String name) {
        if (loops == 0) {
            throw tokens.fail("'" + name + "' outside loop");
        }
        return new Statement.LoopControl(name.equals("break") ? Signal.BREAK : Signal.CONTINUE);
    }

    private Statement setTag(int line) {
        Target target = target(null, true);
        if (tokens.skipOperator("=")) {
            return new Statement.Set(target, expressions.tuple(true, null), line);
        }
        List<FilterStep> filters = new ArrayList<>();
        while (tokens.skipOperator("|")) {
            filters.add(expressions.primary().filterStep());
        }
        return new Statement.SetBlock(target, filters, block("set"), line);
    }

    /** One or more targets, up to the name {@code end} if one is given. */
    private Target target(String end, boolean withNamespace) {
        List<Target> targets = new ArrayList<>();
        boolean several = false;
        do {
            if (!targets.isEmpty() && !tokens.is(Token.Kind.NAME) && !tokens.isOperator("(")) {
                break;
            }
            if (end != null && tokens.isName(end)) {
                break;
            }
            targets.add(singleTarget(withNamespace));
            several |= tokens.isOperator(",");
        } while (tokens.skipOperator(","));
        if (targets.isEmpty()) {
            throw tokens.unexpected("a name to assign to");
        }
        return several ? new Target.Unpacking(targets) : targets.getFirst();
    }

    private Target singleTarget(boolean withNamespace) {
        if (tokens.skipOperator("(")) {
            tokens.enter();
            Target inner = target(null, false);
            tokens.leave();
            tokens.expectOperator(")");
            return inner;
        }
        Token name = tokens.expect(Token.Kind.NAME, "a name to assign to");
        if (withNamespace && tokens.skipOperator(".")) {
            return new Target.NamespaceAttribute(name.text(), tokens.expect(Token.Kind.NAME, "a name").text());
        }
        switch (name.text()) {
            case "true", "false", "none", "True", "False", "None" ->
                throw tokens.fail("can't assign to '" + name.text() + "'");
            default -> {
                return new Target.Name(name.text());
            }
        }
    }

    private Statement macroTag() {
        String name = tokens.expect(Token.Kind.NAME, "the name of a macro").text();
        tokens.expectOperator("(");
        return new Statement.Macro(definition(name, parameters(), "macro"));
    }

    /** Parameters up to the closing parenthesis. */
    private List<MacroDefinition.Parameter> parameters() {
        List<MacroDefinition.Parameter> parameters = new ArrayList<>();
        while (!tokens.isOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expectOperator(",");
            }
            String name = tokens.expect(Token.Kind.NAME, "the name of a parameter").text();
            boolean afterFallback =
                    !parameters.isEmpty() && parameters.getLast().fallback() != null;
            Expression fallback = tokens.skipOperator("=") ? expressions.expression() : null;
            if (afterFallback && fallback == null) {
                throw tokens.fail("non-default argument follows default argument");
            }
            parameters.add(new MacroDefinition.Parameter(name, fallback));
        }
        tokens.next();
        return parameters;
    }

    private MacroDefinition definition(String name, List<MacroDefinition.Parameter> parameters, String tag) {
        Set<String> names = expressions.primary().names();
        // Names used before this body must not count, and those used in it must count outside as well.
        boolean callerBefore = names.remove(MacroDefinition.CALLER);
        boolean restBefore = names.remove("varargs");
        boolean namedRestBefore = names.remove("kwargs");
        int outerLoops = loops;
        loops = 0;
        Body body = block(tag);
        loops = outerLoops;
        boolean takesCaller = names.contains(MacroDefinition.CALLER);
        boolean takesRest = names.contains("varargs");
        boolean takesNamedRest = names.contains("kwargs");
        keep(names, MacroDefinition.CALLER, callerBefore);
        keep(names, "varargs", restBefore);
        keep(names, "kwargs", namedRestBefore);
        return new MacroDefinition(name, parameters, body, takesRest, takesNamedRest, takesCaller);
    }

    private static void keep(Set<String> names, String name, boolean usedBefore) {
        if (usedBefore) {
            names.add(name);
        }
    }

    private Statement callTag(int line) {
        List<MacroDefinition.Parameter> parameters = tokens.skipOperator("(") ? parameters() : List.of();
        if (!(expressions.expression() instanceof ChainedExpression.Call call)) {
            throw tokens.fail("expected call");
        }
        return new Statement.CallBlock(call, definition(MacroDefinition.CALLER, parameters, "call"), line);
    }

    private Statement filterTag(int line) {
        List<FilterStep> filters = new ArrayList<>();
        do {
            filters.add(expressions.primary().filterStep());
        } while (tokens.skipOperator("|"));
        return new Statement.FilterBlock(filters, block("filter"), line);
    }

    private Statement withTag() {
        List<Statement.Set> assignments = new ArrayList<>();
        while (!tokens.is(Token.Kind.TAG_END)) {
            if (!assignments.isEmpty()) {
                tokens.expectOperator(",");
            }
            int line = tokens.current().line();
            Target target = singleTarget(false);
            tokens.expectOperator("=");
            assignments.add(new Statement.Set(target, expressions.expression(), line));
        }
        return new Statement.With(assignments, block("with"));
    }
}
