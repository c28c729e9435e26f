package hearth.server;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import hearth.server.http.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code docs/openai.openapi.json} has the routes that the route table has. */
class OpenApiTest {
    @Test
    void everyRouteIsDescribedAndNoOther() throws IOException {
        Map<String, Object> document = Json.parseObject(Files.readString(Path.of("../docs/openai.openapi.json")));
        Set<String> described = new TreeSet<>();
        ((Map<?, ?>) document.get("paths")).forEach((path, operations) ->
                ((Map<?, ?>) operations).keySet().forEach(method -> described.add(method + " " + path)));
        ServerParts parts = new ServerParts(null, null, null, null, null, null, "1", Clock.systemUTC(), line -> {});
        Routes routes = new Routes(null, null, null, null, parts);
        Set<String> answered = new TreeSet<>();
        routes.openAi().forEach(route -> answered.add(name(route)));
        routes.extra().forEach(route -> answered.add(name(route)));
        assertThat(described).isEqualTo(answered);
    }

    private static String name(Route route) {
        return route.method().toLowerCase(java.util.Locale.ROOT) + " " + route.path().replace("...}", "}");
    }
}
