package hearth.server.http;

import hearth.server.access.AccessRules;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** A listening HTTP/1.1 server: Jetty, a virtual thread for each request. */
public final class HttpFront implements AutoCloseable {
    private static final int SELECTORS = 1;
    private static final int ACCEPTORS = 1;
    /** Connections that wait to be accepted; the system's usual 50 are fewer than arrive at once. */
    private static final int BACKLOG = 1024;

    private final Server server;
    private final ServerConnector connector;
    private final InFlight inFlight;

    private HttpFront(Server server, ServerConnector connector, InFlight inFlight) {
        this.server = server;
        this.connector = connector;
        this.inFlight = inFlight;
    }

    /**
     * Starts to listen.
     *
     * @param elsewhere forms of the errors for paths without a route
     * @throws PortTakenException if another program listens there
     * @throws IOException if the address can't be used
     */
    public static HttpFront open(
            Binding binding,
            HttpLimits limits,
            AccessRules access,
            List<Route> routes,
            ErrorForms elsewhere,
            RequestObserver observer)
            throws IOException {
        InFlight inFlight = new InFlight();
        HeaderDeadline deadline = new HeaderDeadline(limits.headerTime());
        VirtualThreadPool threads = new VirtualThreadPool();
        threads.setName("hearth-http");
        Server server = new Server(threads);
        ServerConnector connector = connector(server, binding.tls(), limits);
        connector.setHost(binding.host());
        connector.setPort(binding.port());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(limits.idleTime().toMillis());
        connector.addBean(deadline);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(limits.connections(), server));
        server.setErrorHandler(new ProtocolErrors());
        server.setHandler(new FrontHandler(new Router(routes, elsewhere), access, limits, observer, deadline, inFlight));
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            throw explained(e, binding);
        }
        return new HttpFront(server, connector, inFlight);
    }

    private static ServerConnector connector(Server server, Optional<SSLContext> tls, HttpLimits limits) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        configuration.setRequestHeaderSize(limits.headerBytes());
        // Both a length and chunks, a folded header, a bare line feed: refused.
        configuration.setHttpCompliance(HttpCompliance.RFC9110);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration);
        if (tls.isEmpty()) {
            return new ServerConnector(server, ACCEPTORS, SELECTORS, http);
        }
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setSslContext(tls.get());
        return new ServerConnector(server, ACCEPTORS, SELECTORS, new SslConnectionFactory(context, http.getProtocol()), http);
    }

    private static IOException explained(Exception e, Binding binding) {
        String address = binding.host() + ":" + binding.port();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException && String.valueOf(cause.getMessage()).contains("in use")) {
                throw new PortTakenException(address + " is in use: another server (Hearth or Ollama?) listens there", e);
            }
        }
        String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
        return new IOException("cannot listen on " + address + ": " + reason, e);
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Requests that are being answered. */
    public int requestCount() {
        return inFlight.count();
    }

    /** Takes no more requests; those that run go on. */
    public void refuseNew() {
        inFlight.stop();
        connector.shutdown();
    }

    /** Waits for the requests that run; returns whether they ended in time. */
    public boolean awaitRequests(Duration limit) throws InterruptedException {
        return inFlight.awaitNone(limit);
    }

    /** Closes all connections. */
    @Override
    public void close() {
        stop(server);
    }

    private static void stop(Server server) {
        try {
            server.setStopTimeout(0);
            server.stop();
        } catch (Exception e) {
            System.getLogger(HttpFront.class.getName()).log(System.Logger.Level.WARNING, "the HTTP server did not stop cleanly", e);
        }
    }
}
