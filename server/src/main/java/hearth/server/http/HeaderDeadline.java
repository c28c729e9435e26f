package hearth.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Closes connections whose request head does not become complete in time. Jetty's own limit is on idle time, which a client that
 * sends a byte now and then never reaches.
 */
final class HeaderDeadline extends AbstractLifeCycle implements Connection.Listener {
    private static final int TICKS = 10;

    private final Duration limit;
    private final Map<Connection, Waiting> connections = new ConcurrentHashMap<>();
    private ScheduledExecutorService clock;

    /** A connection between two requests, or in one. */
    private static final class Waiting {
        private long bytesBefore;
        private long since = System.nanoTime();
        private boolean first = true;
        /** The end of a request may be told after the next one began. */
        private int requests;
    }

    HeaderDeadline(Duration limit) {
        this.limit = limit;
    }

    @Override
    protected void doStart() {
        clock = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("hearth-http-deadline").factory());
        long period = Math.max(1, limit.toMillis() / TICKS);
        clock.scheduleAtFixedRate(this::tick, period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        clock.shutdownNow();
    }

    @Override
    public void onOpened(Connection connection) {
        connections.put(connection, new Waiting());
    }

    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    /** The head of a request is complete. */
    void requestBegins(Connection connection) {
        Waiting waiting = connections.get(connection);
        if (waiting != null) {
            synchronized (waiting) {
                waiting.requests++;
                waiting.first = false;
            }
        }
    }

    /** Its answer is complete. */
    void requestEnds(Connection connection) {
        Waiting waiting = connections.get(connection);
        if (waiting != null) {
            synchronized (waiting) {
                waiting.requests--;
                waiting.bytesBefore = connection.getBytesIn();
                waiting.since = System.nanoTime();
            }
        }
    }

    private void tick() {
        long now = System.nanoTime();
        connections.forEach((connection, waiting) -> {
            if (isLate(connection, waiting, now)) {
                connection.getEndPoint().close();
            }
        });
    }

    private boolean isLate(Connection connection, Waiting waiting, long now) {
        synchronized (waiting) {
            if (waiting.requests > 0) {
                return false;
            }
            boolean begun = waiting.first || connection.getBytesIn() > waiting.bytesBefore;
            if (!begun) {
                waiting.since = now;
            }
            return begun && now - waiting.since > limit.toNanos();
        }
    }
}
