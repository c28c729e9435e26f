package hearth.grammar.automaton;

/**
 * A part of the automaton that is entered at {@code start} and left at {@code accept}, having read at least one byte: a rule,
 * or the body of a counted repetition. Reading nothing is an epsilon edge at the caller.
 */
final class Callee {
    final String name;
    final int start;
    final int accept;
    final boolean loop;
    long min; // of a loop: how often the body must match
    final long max;
    int height; // how many callees must be open inside each other to get through this one
    int rank; // callers that call it before reading anything have a lower rank
    boolean nullable;

    private Callee(String name, int start, int accept, boolean loop, long min, long max) {
        this.name = name;
        this.start = start;
        this.accept = accept;
        this.loop = loop;
        this.min = min;
        this.max = max;
    }

    static Callee rule(String name, int start, int accept) {
        return new Callee(name, start, accept, false, 1, 1);
    }

    static Callee loop(String name, int start, int accept, long min, long max) {
        return new Callee(name, start, accept, true, min, max);
    }
}
