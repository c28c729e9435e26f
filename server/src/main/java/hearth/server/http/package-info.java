/**
 * HTTP: routes, limits, streams, and clients that leave. Entry class {@link hearth.server.http.HttpFront}; an endpoint sees an
 * {@link hearth.server.http.Exchange}. Only this package knows Jetty. It knows no dialect and no model.
 */
package hearth.server.http;
