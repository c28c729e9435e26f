package hearth.engine.generate;

/** Why a prompt did not reuse more of what KV caches held. */
public enum ReuseLimit {
    /** All of the prompt was there; its last token runs again, because its logits are needed. */
    LAST_TOKEN,
    /** All that the cache held was reused; the rest of the prompt is new. */
    NEW_TEXT,
    /** From there on the cache held something else. */
    DIVERGED,
    /** No cache begins as the prompt does. */
    NO_MATCH,
    /** A cache that held more of the prompt was freed, or used for another prompt. */
    EVICTED,
    /** The request ended before its prompt was looked up. */
    NOT_STARTED;

    /** As far as the one cache that was used tells: {@code reused} of the prompt's tokens, out of {@code cached} that it held. */
    static ReuseLimit of(int reused, int promptTokens, int cached) {
        if (reused == 0) {
            return NO_MATCH;
        }
        if (reused == promptTokens - 1) {
            return LAST_TOKEN;
        }
        return reused == cached ? NEW_TEXT : DIVERGED;
    }
}
