package hearth.grammar.token;

import hearth.grammar.Grammar;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps the grammars used last for one vocabulary, so that requests with the same schema share masks. What it keeps is bounded;
 * grammars it dropped go on working for those who hold them. Safe for many threads.
 */
public final class GrammarCache {
    private final TokenVocabulary vocabulary;
    private final long maxBytes;
    private final Map<Object, TokenGrammar> grammars = new LinkedHashMap<>(16, 0.75f, true); // least recently used first

    /** @param maxBytes roughly the memory to use for all grammars together, remembered masks included */
    public GrammarCache(TokenVocabulary vocabulary, long maxBytes) {
        this.vocabulary = vocabulary;
        this.maxBytes = maxBytes;
    }

    /**
     * The grammar kept for a key, such as the text of a schema, or a new one. It is compiled outside of any lock; two threads that
     * ask for the same new one at once may both compile it.
     *
     * @throws hearth.grammar.GrammarException if it cannot be made; nothing is kept then
     */
    public TokenGrammar get(Object key, Supplier<Grammar> source) {
        synchronized (grammars) {
            TokenGrammar known = grammars.get(key);
            if (known != null) {
                return known;
            }
        }
        TokenGrammar made = TokenGrammar.compile(source.get(), vocabulary);
        synchronized (grammars) {
            TokenGrammar known = grammars.putIfAbsent(key, made);
            dropOldest();
            return known != null ? known : made;
        }
    }

    /** Number of grammars kept. */
    public int size() {
        synchronized (grammars) {
            return grammars.size();
        }
    }

    /** The last one stays, however large. */
    private void dropOldest() {
        long bytes = 0;
        for (TokenGrammar grammar : grammars.values()) {
            bytes += grammar.bytes();
        }
        Iterator<TokenGrammar> oldest = grammars.values().iterator();
        while (bytes > maxBytes && grammars.size() > 1) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }
}
