package hearth.server;

import hearth.server.access.AccessRules;
import hearth.server.access.TokenRegister;
import hearth.server.answer.Answering;
import hearth.server.http.HttpFront;
import hearth.server.http.HttpLimits;
import hearth.server.http.RequestObserver;
import hearth.server.library.ModelLibrary;
import hearth.server.lmstudio.Downloads;
import hearth.server.metrics.ServerMetrics;
import hearth.server.model.ModelPool;
import hearth.store.Pruned;
import hearth.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;

/** A running server. Close it to end it: answers that run get some time, then they end with an error. */
public final class HearthServer implements AutoCloseable {
    private final HttpFront front;
    private final ModelPool pool;
    private final Downloads downloads;
    private final Mount.Tenant tenant;
    private final HttpLimits limits;

    private HearthServer(HttpFront front, ModelPool pool, Downloads downloads, Mount.Tenant tenant, HttpLimits limits) {
        this.front = front;
        this.pool = pool;
        this.downloads = downloads;
        this.tenant = tenant;
        this.limits = limits;
    }

    /**
     * Starts to listen.
     *
     * @throws IllegalArgumentException if it would answer other machines without a token
     * @throws hearth.server.http.PortTakenException if another program listens there
     * @throws IOException if the address can't be used
     */
    public static HearthServer open(ServerOptions options, ServerParts parts) throws IOException {
        requireToken(options, parts.issued());
        ServerMetrics metrics = new ServerMetrics();
        ModelPool pool = new ModelPool(parts.loader(), parts.pool(), parts.clock());
        try {
            metrics.watch(pool);
            Answering answering = new Answering(parts.directory(), pool, metrics);
            ModelLibrary library = new ModelLibrary(parts.store(), parts.resolver(), parts.directory(), pool, parts.downloads());
            parts.mount().tenant().begin(pool);
            Routes routes = new Routes(answering, library, pool, metrics, parts);
            HttpFront front = HttpFront.open(
                    options.binding(),
                    options.limits(),
                    new AccessRules(options.hostNames(), options.origins(), options.tokens(), parts.issued()),
                    routes.all(),
                    Routes.elsewhere(),
                    observer(metrics, parts));
            if (options.prunes()) {
                Thread.ofVirtual().name("hearth-prune").start(() -> prune(parts));
            }
            return new HearthServer(front, pool, routes.downloads(), parts.mount().tenant(), options.limits());
        } catch (IOException | RuntimeException | Error e) {
            pool.close();
            throw e;
        }
    }

    /** Beside the first requests, which need not wait for it. */
    private static void prune(ServerParts parts) {
        try {
            Pruned pruned = parts.store().prune();
            if (pruned.fileCount() > 0) {
                parts.log().accept("event=pruned files=" + pruned.fileCount() + " bytes=" + pruned.byteCount());
            }
            pruned.obstacle().ifPresent(why -> parts.log().accept("event=not_pruned reason=\"" + why + '"'));
        } catch (StoreException e) {
            parts.log().accept("event=not_pruned reason=\"" + e.getMessage() + '"');
        }
    }

    private static RequestObserver observer(ServerMetrics metrics, ServerParts parts) {
        return new RequestObserver() {
            @Override
            public void began(Start start) {
                parts.mount().observer().began(start);
            }

            @Override
            public void answered(Record record) {
                metrics.answered(record);
                parts.log().accept(RequestLine.of(record));
                parts.mount().observer().answered(record);
            }
        };
    }

    private static void requireToken(ServerOptions options, TokenRegister issued) throws IOException {
        boolean loopback = InetAddress.getByName(options.binding().host()).isLoopbackAddress();
        if (!loopback && options.tokens().isEmpty() && issued.entries().isEmpty() && !options.open()) {
            throw new IllegalArgumentException("other machines could call this server at " + options.binding().host()
                    + " without a token; set one, or allow that explicitly");
        }
    }

    /** The port it listens on. */
    public int port() {
        return front.port();
    }

    /** Takes no more requests, waits for those that run, ends those that take too long, and frees everything. */
    @Override
    public void close() {
        front.refuseNew();
        downloads.close();
        try {
            front.awaitRequests(limits.drainTime());
            tenant.end();
            // What still runs ends with an error its client can read.
            pool.close();
            front.awaitRequests(limits.drainTime().dividedBy(4));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            pool.close();
        } finally {
            front.close();
        }
    }
}
