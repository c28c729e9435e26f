package hearth.chat.template;

import hearth.chat.builtin.Globals;
import hearth.chat.value.Budget;

/** One render: what it may spend, the global functions, and the line it is at. */
final class Run {
    private final Budget budget;
    private final Globals globals;
    private int line;

    Run(Budget budget, Globals globals) {
        this.budget = budget;
        this.globals = globals;
    }

    Budget budget() {
        return budget;
    }

    Globals globals() {
        return globals;
    }

    int line() {
        return line;
    }

    void at(int newLine) {
        line = newLine;
    }
}
