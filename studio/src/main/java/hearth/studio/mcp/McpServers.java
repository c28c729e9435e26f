package hearth.studio.mcp;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.studio.mcp.client.McpSession;
import hearth.studio.mcp.client.McpTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All servers of the file. They begin when they are first asked about; those that are gone from the file end. Thread-safe. */
final class McpServers {
    private final McpFile file;
    private final McpOptions options;
    private final Switches switches;
    private final Map<String, McpServer> servers = new LinkedHashMap<>();
    private boolean ended;

    /** A server of the file, and how it is with it if it can be used at all. */
    record Listed(McpEntry entry, boolean isOn, Optional<McpServer.View> view) {}

    /** All of them, or why the file can't be read. */
    record Listing(Path file, String problem, List<Listed> servers) {}

    /** @param switches a file in the studio's folder */
    McpServers(McpOptions options, Path switches) {
        this.file = new McpFile(options);
        this.options = options;
        this.switches = new Switches(switches);
    }

    synchronized Listing list() {
        List<McpEntry> entries;
        try {
            entries = follow();
        } catch (McpFileException e) {
            return new Listing(file.path(), e.getMessage(), List.of());
        }
        List<Listed> listed = new ArrayList<>();
        for (McpEntry entry : entries) {
            Optional<McpServer> server = Optional.ofNullable(servers.get(entry.name()));
            listed.add(new Listed(entry, isOn(entry), server.map(McpServer::view)));
        }
        return new Listing(file.path(), "", listed);
    }

    /** Brings what runs in line with the file. */
    private List<McpEntry> follow() {
        List<McpEntry> entries = file.read();
        Map<String, McpTarget> wanted = new LinkedHashMap<>();
        entries.forEach(entry -> entry.target().ifPresent(target -> wanted.put(entry.name(), target)));
        List<McpServer> gone = new ArrayList<>();
        servers.entrySet().removeIf(each -> {
            boolean stays = each.getValue().target().equals(wanted.get(each.getKey()));
            if (!stays) {
                gone.add(each.getValue());
            }
            return !stays;
        });
        stopAll(gone);
        for (McpEntry entry : entries) {
            entry.target().ifPresent(target -> {
                McpServer server = servers.computeIfAbsent(entry.name(), name -> new McpServer(name, target, options));
                if (!isOn(entry)) {
                    stopAll(List.of(server));
                } else if (!ended) {
                    server.wake();
                }
            });
        }
        return entries;
    }

    private boolean isOn(McpEntry entry) {
        return entry.target().isPresent() && !entry.isDisabled() && !switches.isOff(entry.name());
    }

    private static List<Thread> stopAll(List<McpServer> stopped) {
        return stopped.stream().flatMap(server -> server.detach().stream())
                .map(session -> Thread.ofVirtual().name("hearth-mcp-stop").start(session::close)).toList();
    }

    synchronized void turn(String name, boolean on) throws IOException {
        McpEntry entry = entry(name);
        if (on && entry.isDisabled()) {
            throw new ApiException(Kind.CONFLICT, "the file mcp.json says \"disabled\": true of this server");
        }
        switches.set(name, on);
        follow();
    }

    void reconnect(String name) {
        running(name).reconnect();
    }

    McpSession.Call call(String name, String tool, Map<String, Object> arguments) throws InterruptedException {
        return running(name).call(tool, arguments);
    }

    private synchronized McpServer running(String name) {
        McpEntry entry = entry(name);
        if (entry.problem().isPresent()) {
            throw new ApiException(Kind.CONFLICT, "the file mcp.json has a problem with this server: " + entry.problem().get());
        }
        if (!isOn(entry)) {
            throw new ApiException(Kind.CONFLICT, "this server is switched off");
        }
        return servers.get(name);
    }

    private McpEntry entry(String name) {
        try {
            return follow().stream().filter(each -> each.name().equals(name)).findFirst()
                    .orElseThrow(() -> new ApiException(Kind.NOT_FOUND, "there is no such MCP server"));
        } catch (McpFileException e) {
            throw new ApiException(Kind.CONFLICT, e.getMessage(), e);
        }
    }

    /** Ends all of them. */
    void end() {
        List<Thread> ending;
        synchronized (this) {
            ended = true;
            ending = stopAll(List.copyOf(servers.values()));
            servers.clear();
        }
        try {
            for (Thread each : ending) {
                each.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
