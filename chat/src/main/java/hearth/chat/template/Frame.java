package hearth.chat.template;

import hearth.chat.value.Budget;
import hearth.chat.value.MarkedTextBuilder;
import hearth.chat.value.UndefinedValue;
import hearth.chat.value.Value;

/** Where a node runs: the render, the names it sees, and the text it writes to. */
record Frame(Run run, Scope scope, MarkedTextBuilder out) {
    Budget budget() {
        return run.budget();
    }

    /** The same output with a new scope inside this one. */
    Frame inner() {
        return new Frame(run, new Scope(scope), out);
    }

    /** A new scope inside this one that writes to a text of its own. */
    Frame capturing() {
        return new Frame(run, new Scope(scope), new MarkedTextBuilder(budget()));
    }

    /** Value of a nested expression. */
    Value evaluate(Expression expression) {
        Budget budget = budget();
        budget.enter();
        Value value = expression.evaluate(this);
        budget.leave();
        return value;
    }

    /** Value of a name: the scopes, then the globals, else undefined. */
    Value resolve(String name) {
        Value value = scope.find(name);
        if (value == null) {
            value = run.globals().find(name);
        }
        return value == null ? UndefinedValue.ofName(name) : value;
    }
}
