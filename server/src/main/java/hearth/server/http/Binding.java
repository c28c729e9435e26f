package hearth.server.http;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where a server listens.
 *
 * @param host address or name; {@code 0.0.0.0} and {@code ::} = all
 * @param port 0 = any free one
 * @param tls certificate and key; empty = plain HTTP
 */
public record Binding(String host, int port, Optional<SSLContext> tls) {}
