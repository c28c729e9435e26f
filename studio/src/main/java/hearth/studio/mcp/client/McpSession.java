package hearth.studio.mcp.client;

import hearth.studio.mcp.client.McpException.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to one server, ready for calls. It speaks the revisions 2024-11-05 to 2025-11-25, which begin with a handshake, and
 * 2026-07-28, in which every request says what it needs: specification of the Model Context Protocol. Thread-safe.
 */
public final class McpSession implements AutoCloseable {
    private static final List<String> HANDSHAKE_REVISIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");
    /** Before this one no header told the revision. */
    private static final String FIRST_WITH_HEADER = "2025-06-18";
    private static final String STATELESS_REVISION = "2026-07-28";
    private static final String META = "io.modelcontextprotocol/";
    private static final int UNSUPPORTED_REVISION = -32022;
    private static final int MAX_IDENTITY = 200;

    private final Transport transport;
    private final McpLimits limits;
    private final Map<String, Object> ourselves;
    private final Secrets secrets;
    private final Rpc rpc;
    private Identity identity;

    /**
     * Who a server says it is; not to be trusted.
     *
     * @param revision of the protocol that is spoken with it
     */
    public record Identity(String name, String version, String revision) {}

    /** What a session is made of. */
    public record Setup(McpTarget target, McpLimits limits, String version, Runnable toolsChanged) {}

    private McpSession(Setup setup) {
        this.limits = setup.limits();
        this.ourselves = Map.of("name", "hearth", "title", "Hearth", "version", setup.version());
        this.secrets = Secrets.of(setup.target());
        this.transport = switch (setup.target()) {
            case McpTarget.Program program -> new ProgramTransport(program, limits);
            case McpTarget.Address address -> new AddressTransport(address, limits);
        };
        this.rpc = new Rpc(transport, method -> {
            if (method.equals("notifications/tools/list_changed")) {
                setup.toolsChanged().run();
            }
        });
    }

    /** Not ready yet; so it can be closed from elsewhere while it begins. */
    public static McpSession of(Setup setup) {
        return new McpSession(setup);
    }

    /**
     * Starts or reaches the server and agrees on a revision; once. Closes itself if that fails.
     *
     * @throws McpException if that fails
     */
    public McpSession open() {
        try {
            rpc.open();
            identity = agree();
            return this;
        } catch (McpException e) {
            close();
            throw clean(e);
        }
    }

    private Identity agree() {
        try {
            return shakeHands();
        } catch (McpException e) {
            if (e.kind() != Kind.REFUSED) {
                throw e;
            }
            try {
                return discover();
            } catch (McpException other) {
                // Such an error says that there is no common revision; any other one that the server knows nothing of this one.
                throw other.code().orElse(0) == UNSUPPORTED_REVISION ? other : e;
            }
        }
    }

    private Identity shakeHands() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("protocolVersion", HANDSHAKE_REVISIONS.getFirst());
        parameters.put("capabilities", Map.of());
        parameters.put("clientInfo", ourselves);
        Map<String, Object> result = rpc.ask("initialize", parameters, Map.of(), limits.startTime());
        String revision = Messages.text(result, "protocolVersion").orElse("");
        if (!HANDSHAKE_REVISIONS.contains(revision)) {
            throw new McpException(Kind.PROTOCOL, "the server speaks revision '" + Messages.shortened(revision) + "' of the protocol; Hearth speaks "
                    + String.join(", ", HANDSHAKE_REVISIONS) + " and " + STATELESS_REVISION);
        }
        Identity found = identity(Messages.object(result.get("serverInfo")).orElse(Map.of()), revision);
        rpc.speak(new Rpc.Manner(headers(revision), true));
        rpc.tell(Rpc.READY, Map.of());
        return found;
    }

    private Identity discover() {
        Map<String, Object> result = rpc.ask("server/discover", withMeta(Map.of()), statelessHeaders("server/discover"), limits.startTime());
        if (!(result.get("supportedVersions") instanceof List<?> revisions) || !revisions.contains(STATELESS_REVISION)) {
            throw new McpException(Kind.PROTOCOL, "the server speaks no revision of the protocol that Hearth speaks");
        }
        rpc.speak(new Rpc.Manner(headers(STATELESS_REVISION), transport instanceof ProgramTransport));
        Map<String, Object> meta = Messages.object(result.get("_meta")).orElse(Map.of());
        return identity(Messages.object(meta.get(META + "serverInfo")).orElse(Map.of()), STATELESS_REVISION);
    }

    private static Identity identity(Map<String, Object> info, String revision) {
        return new Identity(cut(Messages.text(info, "name")), cut(Messages.text(info, "version")), revision);
    }

    private static String cut(Optional<String> text) {
        return text.map(each -> each.substring(0, Math.min(each.length(), MAX_IDENTITY))).orElse("");
    }

    private boolean isStateless() {
        return identity.revision().equals(STATELESS_REVISION);
    }

    private Map<String, Object> withMeta(Map<String, Object> parameters) {
        Map<String, Object> all = new LinkedHashMap<>(parameters);
        all.put("_meta", Map.of(META + "protocolVersion", STATELESS_REVISION, META + "clientInfo", ourselves, META + "clientCapabilities", Map.of()));
        return all;
    }

    private static Map<String, String> headers(String revision) {
        return revision.compareTo(FIRST_WITH_HEADER) < 0 ? Map.of() : Map.of("MCP-Protocol-Version", revision);
    }

    private static Map<String, String> statelessHeaders(String method) {
        Map<String, String> headers = new LinkedHashMap<>(headers(STATELESS_REVISION));
        headers.put("Mcp-Method", method);
        return headers;
    }

    private Rpc.Pending begin(String method, Map<String, Object> parameters, Map<String, String> more) {
        if (!isStateless()) {
            return rpc.begin(method, parameters, Map.of());
        }
        Map<String, String> headers = statelessHeaders(method);
        headers.putAll(more);
        return rpc.begin(method, withMeta(parameters), headers);
    }

    public Identity identity() {
        return identity;
    }

    /**
     * All pages of the server's list.
     *
     * @throws McpException if it can't be had
     */
    public McpTools tools() {
        try {
            ToolList list = new ToolList(limits, isStateless() && transport instanceof AddressTransport);
            Map<String, Object> parameters = Map.of();
            for (int page = 0; page < limits.pages(); page++) {
                Map<String, Object> result = rpc.await(begin("tools/list", parameters, Map.of()), limits.listTime());
                list.add(result);
                Optional<String> next = Messages.text(result, "nextCursor").filter(each -> !each.isEmpty());
                if (next.isEmpty()) {
                    return list.whole();
                }
                parameters = Map.of("cursor", next.get());
            }
            throw new McpException(Kind.PROTOCOL, "the server's list of tools has more than " + limits.pages() + " pages");
        } catch (McpException e) {
            throw clean(e);
        }
    }

    /** A call that runs. */
    public final class Call {
        private final Rpc.Pending pending;
        private final long startNanos = System.nanoTime();

        private Call(Rpc.Pending pending) {
            this.pending = pending;
        }

        /** How much longer it may take. */
        public Duration patience() {
            Duration left = limits.callTime().minusNanos(System.nanoTime() - startNanos);
            return left.isNegative() ? Duration.ZERO : left;
        }

        /** Completed when there is an answer or none will come. */
        public CompletableFuture<?> done() {
            return pending.answer();
        }

        /** Nobody waits for it any more; the server is told. */
        public void cancel() {
            rpc.giveUp(pending, "the user does not wait any longer");
        }

        /**
         * Waits for the result, until {@link #patience} since the call's beginning is over.
         *
         * @throws McpException if there is none
         */
        public McpResult result() {
            try {
                Map<String, Object> result = rpc.await(pending, limits.callTime(), patience());
                if (Messages.text(result, "resultType").filter(type -> !type.equals("complete")).isPresent()) {
                    throw new McpException(Kind.REFUSED, "the tool asks back for something that Hearth does not offer");
                }
                return McpResult.of(result, limits.resultChars());
            } catch (McpException e) {
                throw clean(e);
            }
        }
    }

    /** Begins a call. */
    public Call call(McpTool tool, Map<String, Object> arguments) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("name", tool.name());
        parameters.put("arguments", arguments);
        Map<String, String> headers = new LinkedHashMap<>();
        if (isStateless() && transport instanceof AddressTransport) {
            headers.putAll(MirroredArguments.headers(tool.schema(), arguments));
            headers.put("Mcp-Name", MirroredArguments.encoded(tool.name()));
        }
        try {
            return new Call(begin("tools/call", parameters, headers));
        } catch (McpException e) {
            throw clean(e);
        }
    }

    /** Completed with the reason when the server has gone. */
    public CompletableFuture<McpException> ending() {
        return rpc.ending().thenApply(this::clean);
    }

    /** The last lines a program has written beside its messages, without secrets. */
    public List<String> lastLines() {
        return transport.lastLines().stream().map(secrets::hide).toList();
    }

    /** The server's words may hold what it was given. */
    private McpException clean(McpException e) {
        String shown = secrets.hide(e.getMessage());
        return shown.equals(e.getMessage()) ? e : new McpException(e.kind(), shown);
    }

    @Override
    public void close() {
        transport.close();
        rpc.ended(new McpException(Kind.ENDED, "the connection was closed"));
    }
}
