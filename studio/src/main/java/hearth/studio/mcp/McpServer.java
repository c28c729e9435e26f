package hearth.studio.mcp;

import hearth.studio.mcp.client.McpException;
import hearth.studio.mcp.client.McpException.Kind;
import hearth.studio.mcp.client.McpSession;
import hearth.studio.mcp.client.McpTarget;
import hearth.studio.mcp.client.McpTool;
import hearth.studio.mcp.client.McpTools;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** One server as it is now. Whatever it does harms no other. Thread-safe. */
final class McpServer {
    /** So often a server that has ended is begun again by calls, until somebody reconnects it by hand. */
    private static final int MAX_RESTARTS = 3;

    /** How it is with a server. */
    enum State {
        OFF,
        STARTING,
        READY,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether a server's list is being asked for again, and whether that is to be done once more. */
    private static final class Changes {
        private boolean listing;
        private boolean again;
    }

    /** What is shown of it. */
    record View(State state, String problem, Optional<McpSession.Identity> identity, McpTools tools, List<String> lastLines) {}

    /** So long at least lie between two lists that are asked for because the server says that it has another one. */
    private static final long LIST_PAUSE_NANOS = 500_000_000;

    private final String name;
    private final McpTarget target;
    private final McpOptions options;
    private State state = State.OFF;
    private String problem = "";
    private McpSession session;
    private McpTools tools = McpTools.NONE;
    private Optional<McpSession> before = Optional.empty();
    private int restarts;
    private Changes changes = new Changes();

    McpServer(String name, McpTarget target, McpOptions options) {
        this.name = name;
        this.target = target;
        this.options = options;
    }

    McpTarget target() {
        return target;
    }

    synchronized View view() {
        boolean isReady = state == State.READY;
        List<String> lines = Optional.ofNullable(session).or(() -> before).map(McpSession::lastLines).orElse(List.of());
        return new View(state, problem, isReady ? Optional.of(session.identity()) : Optional.empty(), isReady ? tools : McpTools.NONE, lines);
    }

    /** Begins it in the background, unless it runs or has failed. */
    synchronized void wake() {
        if (state == State.OFF) {
            begin();
        }
    }

    /** Ends it if it runs, and begins it anew in the background. */
    void reconnect() {
        Optional<McpSession> ended;
        synchronized (this) {
            ended = detach();
            restarts = 0;
            begin();
        }
        ended.ifPresent(McpSession::close);
    }

    private void begin() {
        state = State.STARTING;
        problem = "";
        changes = new Changes();
        McpSession made = McpSession.of(new McpSession.Setup(target, options.limits(), options.version(), this::changed));
        session = made;
        Thread.ofVirtual().name("hearth-mcp-start").start(() -> connect(made));
    }

    private void connect(McpSession made) {
        try {
            made.open();
            McpTools found = made.tools();
            if (!taken(made, found)) {
                // It was switched off meanwhile.
                made.close();
                return;
            }
            made.ending().thenAccept(reason -> {
                failed(made, reason);
                made.close();
            });
        } catch (McpException e) {
            failed(made, e);
            made.close();
        } catch (RuntimeException e) {
            // Whatever a server makes go wrong is said of this server only.
            failed(made, new McpException(Kind.PROTOCOL, "the server can't be used: " + e.getClass().getSimpleName(), e));
            made.close();
        }
    }

    private synchronized boolean taken(McpSession made, McpTools found) {
        if (session != made) {
            return false;
        }
        tools = found;
        state = State.READY;
        notifyAll();
        return true;
    }

    private synchronized void failed(McpSession made, McpException reason) {
        if (session == made) {
            state = State.FAILED;
            problem = reason.getMessage();
            // Its last lines may still be on their way.
            before = Optional.of(made);
            session = null;
            notifyAll();
        }
    }

    /** The server says that its tools are others now; while it begins they are asked for anyway. */
    private synchronized void changed() {
        if (state != State.READY) {
            return;
        }
        if (changes.listing) {
            changes.again = true;
            return;
        }
        changes.listing = true;
        McpSession now = session;
        Changes own = changes;
        Thread.ofVirtual().name("hearth-mcp-list").start(() -> listAgain(now, own));
    }

    /** However often a server says so, it is asked one time after the other, with pauses. */
    private void listAgain(McpSession now, Changes own) {
        try {
            for (boolean more = true; more; more = isMore(now, own)) {
                McpTools found = now.tools();
                synchronized (this) {
                    if (session == now) {
                        tools = found;
                    }
                }
                LockSupport.parkNanos(LIST_PAUSE_NANOS);
            }
        } catch (McpException e) {
            failed(now, e);
            now.close();
        }
    }

    private synchronized boolean isMore(McpSession now, Changes own) {
        boolean more = own.again && session == now;
        own.again = false;
        own.listing = more;
        return more;
    }

    /**
     * Begins a call. A server that has ended is begun again first, a few times.
     *
     * @throws McpException if the server can't be used, or has no such tool
     */
    McpSession.Call call(String tool, Map<String, Object> arguments) throws InterruptedException {
        McpSession ready;
        McpTool found;
        synchronized (this) {
            if (state == State.FAILED && restarts < MAX_RESTARTS) {
                restarts++;
                begin();
            }
            long end = System.nanoTime() + options.limits().startTime().plus(options.limits().listTime()).toNanos();
            while (state == State.STARTING && System.nanoTime() < end) {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
            if (state != State.READY) {
                throw new McpException(Kind.ENDED, "the server '" + name + "' is not connected" + (problem.isEmpty() ? "" : ": " + problem));
            }
            ready = session;
            found = tools.find(tool).orElseThrow(() -> new McpException(Kind.REFUSED, "the server '" + name + "' has no tool '" + tool + "' now"));
        }
        return ready.call(found, arguments);
    }

    /** Takes it out of use; whoever asks closes the session. */
    synchronized Optional<McpSession> detach() {
        Optional<McpSession> ended = Optional.ofNullable(session);
        before = ended.or(() -> before);
        session = null;
        state = State.OFF;
        problem = "";
        tools = McpTools.NONE;
        notifyAll();
        return ended;
    }
}
