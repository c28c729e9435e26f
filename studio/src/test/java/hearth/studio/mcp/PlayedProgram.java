package hearth.studio.mcp;

import hearth.json.Json;
import hearth.studio.mcp.client.McpTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An MCP server as a program of its own, which behaves as its first argument says. */
public final class PlayedProgram {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private final String manner;
    private int lists;

    private PlayedProgram(String manner) {
        this.manner = manner;
    }

    /** How it is started. */
    public static McpTarget.Program target(Path folder, String manner, Map<String, String> environment) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new McpTarget.Program(java, arguments(manner), environment, folder);
    }

    static List<String> arguments(String manner) {
        return List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), PlayedProgram.class.getName(), manner);
    }

    /** As mcp.json names it. */
    public static Map<String, Object> entry(String manner, Map<String, String> environment) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("command", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        entry.put("args", arguments(manner));
        entry.put("env", environment);
        return entry;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        PlayedProgram server = new PlayedProgram(arguments[0]);
        switch (server.manner) {
            case "greets" -> List.of("Welcome to my server!", "null", "[]", "[null]", "5", "{}", "{\"id\":{}}", "{\"id\":99,\"result\":5}").forEach(OUT::println);
            case "talks" -> IntStream.range(0, 100).forEach(i -> OUT.println("line " + i));
            case "floods" -> {
                String piece = "x".repeat(1 << 16);
                while (!OUT.checkError()) {
                    OUT.print(piece);
                }
            }
            case "broken" -> {
                System.err.println("no key " + System.getenv("PLAYED_KEY") + " fits");
                System.exit(7);
            }
            default -> System.err.println("ready");
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            server.take(Json.parseObject(line));
        }
        if (server.manner.equals("stubborn")) {
            Thread.currentThread().join();
        }
    }

    private void take(Map<String, Object> message) {
        Object id = message.get("id");
        if (message.get("method") == null || manner.equals("silent")) {
            if (message.get("error") != null) {
                System.err.println("refused " + ((Map<?, ?>) message.get("error")).get("code"));
            } else if (message.get("result") != null) {
                System.err.println("pong");
            }
            return;
        }
        Map<?, ?> parameters = message.get("params") instanceof Map<?, ?> map ? map : Map.of();
        switch ((String) message.get("method")) {
            case "initialize" -> initialize(id, (String) parameters.get("protocolVersion"));
            case "notifications/initialized" -> System.err.println("initialized");
            case "notifications/cancelled" -> System.err.println("cancelled " + parameters.get("requestId"));
            case "server/discover" -> discover(id, parameters);
            case "tools/list" -> list(id, (String) parameters.get("cursor"));
            case "tools/call" -> call(id, (String) parameters.get("name"), (Map<?, ?>) parameters.get("arguments"));
            default -> error(id, -32601, "unknown method");
        }
    }

    private void initialize(Object id, String wanted) {
        switch (manner) {
            case "stateless" -> error(id, -32601, "this server speaks 2026-07-28 only");
            case "future" -> result(id, Map.of("protocolVersion", "2099-01-01", "capabilities", Map.of()));
            case "old" -> result(id, Map.of("protocolVersion", "2024-11-05", "capabilities", Map.of(), "serverInfo", Map.of("name", "old one")));
            default -> result(id, Map.of("protocolVersion", wanted, "capabilities", Map.of("tools", Map.of()), "serverInfo", Map.of("name", "played", "version", "1.2")));
        }
    }

    private void discover(Object id, Map<?, ?> parameters) {
        if (!manner.equals("stateless")) {
            error(id, -32601, "unknown method");
            return;
        }
        Map<?, ?> meta = (Map<?, ?>) parameters.get("_meta");
        result(id, Map.of("supportedVersions", List.of(meta.get("io.modelcontextprotocol/protocolVersion")), "capabilities", Map.of("tools", Map.of()),
                "_meta", Map.of("io.modelcontextprotocol/serverInfo", Map.of("name", "new one"))));
    }

    private void list(Object id, String cursor) {
        lists++;
        switch (manner) {
            case "pages" -> {
                int page = cursor == null ? 0 : Integer.parseInt(cursor);
                Map<String, Object> result = new LinkedHashMap<>(Map.of("tools", List.of(tool("page" + page))));
                if (page < 4) {
                    result.put("nextCursor", Integer.toString(page + 1));
                }
                result(id, result);
            }
            case "endless" -> result(id, Map.of("tools", List.of(), "nextCursor", "again"));
            case "odd" -> {
                List<Object> tools = new ArrayList<>(List.of("text", Map.of("name", ""), tool("good"), tool("good"),
                        Map.of("name", "bad", "inputSchema", "none"), Map.of("name", "large", "description", "x".repeat(100_000))));
                IntStream.range(0, 300).forEach(i -> tools.add(tool("tool" + i)));
                result(id, Map.of("tools", tools));
            }
            case "grows" -> result(id, Map.of("tools", lists == 1 ? List.of(tool("grow")) : List.of(tool("grow"), tool("grown"))));
            default -> result(id, Map.of("tools", List.of(
                    tool("echo"), tool("fail"), tool("slow"), tool("die"), tool("many"), tool("mixed"), tool("variables"), tool("huge"), tool("asks"), tool("grow"), tool("mute"))));
        }
    }

    private static Map<String, Object> tool(String name) {
        return Map.of("name", name, "description", "Does " + name + ".",
                "inputSchema", Map.of("type", "object", "properties", Map.of("text", Map.of("type", "string"))));
    }

    private void call(Object id, String name, Map<?, ?> arguments) {
        switch (name) {
            case "echo" -> text(id, String.valueOf(arguments.get("text")), false);
            case "fail" -> text(id, "It failed.", true);
            case "slow" -> System.err.println("slow " + id);
            case "die" -> System.exit(3);
            case "many" -> text(id, "0123456789".repeat(1000), false);
            case "mixed" -> result(id, Map.of("content", List.of(Map.of("type", "text", "text", "one"), Map.of("type", "image", "mimeType", "image/png", "data", "AAAA"),
                    Map.of("type", "resource", "resource", Map.of("uri", "file:///a", "text", "two")), Map.of("type", "resource_link", "uri", "file:///b", "name", "b"), Map.of("type", "hologram"))));
            case "variables" -> text(id, String.join(",", System.getenv().keySet().stream().sorted().toList()), false);
            case "huge" -> OUT.println("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"" + "x".repeat(1 << 20) + "\"}]}}");
            case "asks" -> {
                OUT.println(Json.write(Map.of("jsonrpc", "2.0", "id", "p1", "method", "ping")));
                OUT.println(Json.write(Map.of("jsonrpc", "2.0", "id", "p2", "method", "sampling/createMessage", "params", Map.of())));
                text(id, "asked", false);
            }
            case "mute" -> OUT.close();
            case "grow" -> {
                OUT.println(Json.write(Map.of("jsonrpc", "2.0", "method", "notifications/tools/list_changed")));
                text(id, "grown", false);
            }
            default -> error(id, -32602, "no tool " + name + ", key " + System.getenv("PLAYED_KEY"));
        }
    }

    private static void text(Object id, String text, boolean isError) {
        result(id, Map.of("content", List.of(Map.of("type", "text", "text", text)), "isError", isError));
    }

    private static void result(Object id, Map<String, Object> result) {
        OUT.println(Json.write(Map.of("jsonrpc", "2.0", "id", id, "result", result)));
    }

    private static void error(Object id, int code, String message) {
        OUT.println(Json.write(Map.of("jsonrpc", "2.0", "id", id, "error", Map.of("code", code, "message", message))));
    }
}
