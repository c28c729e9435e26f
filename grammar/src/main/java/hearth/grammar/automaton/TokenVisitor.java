package hearth.grammar.automaton;

/** Is shown the tokens that a grammar names at a state. */
public interface TokenVisitor {
    /** This token may come. */
    void token(int id);

    /** Every token of text but this may come. */
    void anyTokenBut(int id);
}
