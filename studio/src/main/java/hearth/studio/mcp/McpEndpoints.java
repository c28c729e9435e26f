package hearth.studio.mcp;

import hearth.json.Json;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Exchange;
import hearth.server.wire.Fields;
import hearth.studio.mcp.client.McpException;
import hearth.studio.mcp.client.McpResult;
import hearth.studio.mcp.client.McpSession;
import hearth.studio.mcp.client.McpTarget;
import hearth.studio.mcp.client.McpTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** MCP servers over HTTP: for the studio's own pages. Nothing here adds a server or changes what is started. */
public final class McpEndpoints {
    private static final int MAX_ARGUMENTS = 1 << 20;
    private static final int MAX_CALLS = 64;
    private static final long LOOK_MILLIS = 50;

    private final McpServers servers;
    private final Map<String, McpSession.Call> calls = new ConcurrentHashMap<>();

    /** @param folder of the studio */
    public McpEndpoints(McpOptions options, Path folder) {
        this.servers = new McpServers(options, folder.resolve("mcp-switches.json"));
    }

    public void list(Exchange exchange) throws IOException {
        McpServers.Listing listing = servers.list();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("file", listing.file().toString());
        body.put("problem", listing.problem());
        body.put("servers", listing.servers().stream().map(McpEndpoints::json).toList());
        exchange.respondJson(200, body);
    }

    /** Without arguments, variables and headers, which may hold secrets. */
    private static Map<String, Object> json(McpServers.Listed listed) {
        McpEntry entry = listed.entry();
        Optional<McpServer.View> view = listed.view();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", entry.name());
        json.put("target", entry.target().map(McpTarget::shown).orElse(""));
        json.put("kind", entry.target().map(target -> target instanceof McpTarget.Program ? "program" : "address").orElse("none"));
        json.put("on", listed.isOn());
        json.put("disabled", entry.isDisabled());
        json.put("state", entry.problem().isPresent() ? "failed" : view.map(each -> each.state().word()).orElse("off"));
        json.put("problem", entry.problem().orElse(view.map(McpServer.View::problem).orElse("")));
        json.put("unused_keys", entry.unused());
        Optional<McpSession.Identity> identity = view.flatMap(McpServer.View::identity);
        json.put("server_name", identity.map(McpSession.Identity::name).orElse(""));
        json.put("server_version", identity.map(McpSession.Identity::version).orElse(""));
        json.put("revision", identity.map(McpSession.Identity::revision).orElse(""));
        json.put("tools", view.map(each -> each.tools().tools()).orElse(List.of()).stream().map(McpEndpoints::json).toList());
        json.put("notes", view.map(each -> each.tools().notes()).orElse(List.of()));
        json.put("last_lines", view.map(McpServer.View::lastLines).orElse(List.of()));
        return json;
    }

    private static Map<String, Object> json(McpTool tool) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", tool.name());
        json.put("title", tool.title());
        json.put("description", tool.description());
        json.put("schema", tool.schema());
        json.put("digest", tool.digest());
        return json;
    }

    public void turn(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        boolean on = request.flag("on").orElseThrow(() -> ApiException.invalid("on", "is required"));
        servers.turn(request.requiredText("server"), on);
        exchange.respondEmpty(204);
    }

    public void reconnect(Exchange exchange) throws IOException {
        servers.reconnect(Fields.of(exchange.json()).requiredText("server"));
        exchange.respondEmpty(204);
    }

    /** Answers when the tool has; a client that leaves, or cancels by the name it gave the call, ends it. */
    public void call(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String id = request.requiredText("id");
        String server = request.requiredText("server");
        String tool = request.requiredText("tool");
        Map<String, Object> arguments = request.object("arguments").orElseThrow(() -> ApiException.invalid("arguments", "is required")).asMap();
        if (Json.write(arguments).length() > MAX_ARGUMENTS) {
            throw new ApiException(Kind.TOO_LARGE, "the arguments have more than " + MAX_ARGUMENTS + " characters");
        }
        if (calls.size() >= MAX_CALLS) {
            throw ApiException.overloaded("too many tools are running", 1);
        }
        long start = System.nanoTime();
        McpResult result;
        try {
            McpSession.Call call = servers.call(server, tool, arguments);
            if (calls.putIfAbsent(id, call) != null) {
                call.cancel();
                throw new ApiException(Kind.CONFLICT, "another call has this id");
            }
            try {
                watch(exchange, call);
                result = call.result();
            } finally {
                calls.remove(id, call);
            }
        } catch (McpException e) {
            throw problem(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.overloaded("the server is stopping", 1);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("text", result.text());
        body.put("is_error", result.isError());
        body.put("cut", result.isCut());
        body.put("seconds", (System.nanoTime() - start) / 1e9);
        exchange.respondJson(200, body);
    }

    /** Returns when there is an answer, or the time for one is over; cancels when the client has left. */
    private void watch(Exchange exchange, McpSession.Call call) throws InterruptedException {
        long end = System.nanoTime() + call.patience().toNanos();
        while (System.nanoTime() < end) {
            try {
                call.done().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (exchange.hasLeft()) {
                    call.cancel();
                }
            } catch (ExecutionException e) {
                // Its reason comes with the result.
                return;
            }
        }
    }

    private static ApiException problem(McpException e) {
        return new ApiException(e.kind() == McpException.Kind.CANCELLED ? Kind.CONFLICT : Kind.UPSTREAM, e.getMessage(), e);
    }

    public void cancel(Exchange exchange) throws IOException {
        McpSession.Call call = calls.get(Fields.of(exchange.json()).requiredText("id"));
        if (call == null) {
            throw new ApiException(Kind.NOT_FOUND, "no such call is running");
        }
        call.cancel();
        exchange.respondEmpty(204);
    }

    /** Ends all servers. */
    public void end() {
        servers.end();
    }
}
