package hearth.server.model;

import hearth.server.call.KeepAlive;
import java.time.Duration;

/**
 * How models share memory.
 *
 * @param memoryBytes all models together may need
 * @param keepAlive for models nobody said anything about
 * @param waitLimit longest wait for a model, its loading included
 * @param queueLimit calls that may wait for models at once
 */
public record PoolOptions(long memoryBytes, KeepAlive keepAlive, Duration waitLimit, int queueLimit) {}
