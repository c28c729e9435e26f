package hearth.chat.template;

import hearth.chat.builtin.Globals;
import hearth.chat.value.Budget;
import hearth.chat.value.MarkedText;
import hearth.chat.value.MarkedTextBuilder;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.Value;
import java.time.Clock;
import java.util.Map;

/** A parsed template; it holds no state, so many renders may run at once. */
public final class Template {
    private static final int MAX_SOURCE_LENGTH = 1 << 20;

    private final Body body;

    private Template(Body body) {
        this.body = body;
    }

    /** Parses {@code source}; fails with a {@link TemplateFault}. */
    public static Template parse(String source) {
        if (source.length() > MAX_SOURCE_LENGTH) {
            throw TemplateFault.limit("the template is longer than the limit of 1 MiB");
        }
        return new Template(new StatementParser(new Lexer(source).tokens()).parse());
    }

    /**
     * Renders with {@code variables}; fails with a {@link TemplateFault}.
     *
     * @param inputLength UTF-16 units in the variables, which the memory budget grows with
     */
    public MarkedText render(Map<String, Value> variables, long inputLength, Clock clock) {
        Budget budget = new Budget(inputLength);
        Run run = new Run(budget, new Globals(clock));
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        try {
            body.execute(new Frame(run, new Scope(new Scope(variables)), out));
        } catch (TemplateFault fault) {
            throw fault.at(run.line());
        }
        return out.build();
    }
}
