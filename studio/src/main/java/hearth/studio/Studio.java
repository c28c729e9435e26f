package hearth.studio;

import hearth.server.Mount;
import hearth.server.http.Endpoint;
import hearth.server.http.Route;
import hearth.server.http.Route.Access;
import hearth.server.wire.ErrorForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The studio as a part of a server: every path it answers, in one place. */
public final class Studio {
    private static final ErrorForm ERRORS = (failure, _) -> Map.of("error", failure.getMessage());

    private Studio() {}

    /** The pages for everyone who reaches the server, the data behind them for who has a token. */
    public static Mount mount(StudioParts parts) {
        WebFiles files = new WebFiles();
        Endpoint home = exchange -> files.send(exchange, WebFiles.HOME);
        ChatEndpoints chats = new ChatEndpoints(new ChatStore(parts.folder().resolve("chats"), parts.clock()));
        SettingsEndpoints settings = new SettingsEndpoints(new SettingsFile(parts.folder()));
        MachineEndpoints machine = new MachineEndpoints(parts);
        FitEndpoint fit = new FitEndpoint(parts, machine);
        CatalogueEndpoint catalogue = new CatalogueEndpoint(parts);
        return new Mount(Optional.of(home), List.of(
                data("GET", "/studio/api/chats", chats::list),
                data("GET", "/studio/api/chats/{id}", chats::read),
                data("PUT", "/studio/api/chats/{id}", chats::save),
                data("DELETE", "/studio/api/chats/{id}", chats::delete),
                data("GET", "/studio/api/search", chats::search),
                data("GET", "/studio/api/settings", settings::read),
                data("PUT", "/studio/api/settings", settings::save),
                data("GET", "/studio/api/catalogue", catalogue),
                data("GET", "/studio/api/machine", machine::facts),
                data("POST", "/studio/api/bandwidth", machine::bandwidth),
                data("POST", "/studio/api/fit", fit),
                page("/studio", home),
                page("/studio/{file...}", exchange -> files.send(exchange, exchange.pathParameter("file")))));
    }

    private static Route data(String method, String path, Endpoint endpoint) {
        return new Route(method, path, Access.TOKEN, ERRORS, exchange -> {
            OwnPages.require(exchange);
            exchange.setHeader("Cache-Control", "no-store");
            endpoint.handle(exchange);
        });
    }

    private static Route page(String path, Endpoint endpoint) {
        return new Route("GET", path, Access.OPEN, ERRORS, endpoint);
    }
}
