package hearth.server.engine;

/**
 * How the engine's models are loaded.
 *
 * @param contextLength positions of one sequence where nobody says otherwise; 0 = automatic
 * @param slots answers that are made at once; 0 = as memory allows
 * @param queueLimit answers that may wait for a slot
 * @param memoryBytes all models together may need
 */
public record EngineRunnerOptions(int contextLength, int slots, int queueLimit, long memoryBytes) {}
