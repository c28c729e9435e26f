package hearth.server.model;

import java.time.Instant;

/**
 * A model in memory, for people and clients.
 *
 * @param model as it was named when it was loaded
 * @param facts what it is; while it loads, what it will be
 * @param expires when it is unloaded if nobody calls; far in the future for ever
 */
public record LoadedModel(ServedModel model, State state, long memoryBytes, int contextLength, Instant expires, ModelRunner.Load load) {
    /** What it is doing. */
    public enum State {
        LOADING,
        READY,
        /** Ends what runs and goes. */
        LEAVING
    }
}
