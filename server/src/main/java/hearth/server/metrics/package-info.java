/** Counts what the server does, for Prometheus; entry class {@link hearth.server.metrics.ServerMetrics}. */
package hearth.server.metrics;
