package hearth.grammar.token;

import hearth.grammar.GrammarTooComplexException;

/** Says before each step of one answer which tokens may come. For one thread at a time. */
public interface TokenMatcher {
    /**
     * Sets the bits of the tokens that may come next and clears all others; bit {@code id & 63} of {@code allowed[id >> 6]}
     * stands for a token. Tokens that end an answer are allowed where the text is complete, and alone where nothing can follow.
     *
     * @param allowed at least {@link TokenVocabulary#maskLength} long; what is beyond is cleared
     * @throws NoTokenAllowedException if there is none
     * @throws GrammarTooComplexException if finding them takes too much work
     * @throws IllegalStateException if the answer has ended
     */
    void fillMask(long[] allowed);

    /** Whether a token may come next: cheaper than a mask when only one is asked for. */
    boolean allows(int id);

    /**
     * Goes on by one token.
     *
     * @throws TokenRefusedException if it is not allowed; the matcher stays where it was
     * @throws IllegalStateException if the answer has ended
     */
    void accept(int id);

    /** Whether the answer may end here. */
    boolean isComplete();

    /** Whether nothing can follow but the end of the answer. */
    boolean mustEnd();

    /** Whether a token that ends the answer was accepted. */
    boolean isFinished();

    /** A matcher at the same place that goes its own way: for drafts. */
    TokenMatcher fork();
}
