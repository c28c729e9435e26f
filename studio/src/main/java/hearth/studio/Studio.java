package hearth.studio;

import hearth.server.Mount;
import hearth.server.http.Endpoint;
import hearth.server.http.Route;
import hearth.server.http.Route.Access;
import hearth.server.model.ModelPool;
import hearth.server.wire.ErrorForm;
import hearth.studio.chat.ChatEndpoints;
import hearth.studio.chat.ChatStore;
import hearth.studio.documents.ContextEndpoint;
import hearth.studio.documents.DocumentEndpoints;
import hearth.studio.documents.DocumentService;
import hearth.studio.documents.LibraryEndpoints;
import hearth.studio.job.JobEndpoints;
import hearth.studio.job.JobQueue;
import hearth.studio.mcp.McpEndpoints;
import hearth.studio.watch.LogLines;
import hearth.studio.watch.WatchEndpoints;
import hearth.studio.workshop.Places;
import hearth.studio.workshop.WorkshopEndpoints;
import hearth.studio.workshop.WorkshopParts;
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
        DocumentService service = new DocumentService(parts.folder().resolve("documents"), parts.directory(), parts.clock());
        ChatStore kept = new ChatStore(parts.folder(), parts.clock());
        ChatEndpoints chats = new ChatEndpoints(kept, service::release);
        SettingsEndpoints settings = new SettingsEndpoints(new SettingsFile(parts.folder()));
        MachineEndpoints machine = new MachineEndpoints(parts);
        FitEndpoint fit = new FitEndpoint(parts, machine);
        CatalogueEndpoint catalogue = new CatalogueEndpoint(parts);
        RemoteEndpoints remote = new RemoteEndpoints(parts, fit);
        WatchEndpoints watch = new WatchEndpoints(parts.watch());
        JobQueue queue = new JobQueue(new KeptJobs(parts.folder().resolve("jobs.json")), parts.clock());
        JobEndpoints jobs = new JobEndpoints(queue);
        JobQueue pulls = new JobQueue(new KeptJobs(parts.folder().resolve("downloads.json")), parts.clock());
        JobEndpoints downloads = new JobEndpoints(pulls);
        DownloadEndpoints download = new DownloadEndpoints(parts, pulls);
        WorkshopEndpoints workshop = new WorkshopEndpoints(workshop(parts), queue);
        LibraryEndpoints libraries = new LibraryEndpoints(service);
        DocumentEndpoints documents = new DocumentEndpoints(service);
        ContextEndpoint context = new ContextEndpoint(service);
        McpEndpoints mcp = new McpEndpoints(parts.mcp(), parts.folder());
        return new Mount(Optional.of(home), List.of(
                data("GET", "/studio/api/chats", chats::list),
                data("GET", "/studio/api/chats/{id}", chats::read),
                data("PUT", "/studio/api/chats/{id}", chats::save),
                data("DELETE", "/studio/api/chats/{id}", chats::delete),
                data("GET", "/studio/api/search", chats::search),
                data("GET", "/studio/api/export", chats::export),
                data("GET", "/studio/api/settings", settings::read),
                data("PUT", "/studio/api/settings", settings::save),
                data("GET", "/studio/api/catalogue", catalogue),
                data("GET", "/studio/api/machine", machine::facts),
                data("POST", "/studio/api/bandwidth", machine::bandwidth),
                data("POST", "/studio/api/fit", fit),
                data("GET", "/studio/api/hub/search", remote::search),
                data("GET", "/studio/api/hub/files", remote::files),
                data("POST", "/studio/api/hub/look", remote::look),
                data("GET", "/studio/api/workshop", workshop::facts),
                data("POST", "/studio/api/workshop/plan", workshop::plan),
                data("POST", "/studio/api/workshop/loss", workshop::loss),
                data("GET", "/studio/api/jobs", jobs::list),
                data("POST", "/studio/api/jobs", workshop::begin),
                data("GET", "/studio/api/jobs/{id}", jobs::read),
                data("POST", "/studio/api/jobs/{id}/cancel", jobs::cancel),
                data("DELETE", "/studio/api/jobs/{id}", jobs::forget),
                data("GET", "/studio/api/downloads", downloads::list),
                data("POST", "/studio/api/downloads", download::begin),
                data("GET", "/studio/api/downloads/{id}", downloads::read),
                data("POST", "/studio/api/downloads/{id}/cancel", downloads::cancel),
                data("DELETE", "/studio/api/downloads/{id}", downloads::forget),
                data("GET", LogLines.ROUTE, watch::log),
                data("GET", "/studio/api/clients", watch::clients),
                data("GET", "/studio/api/tokens", watch::tokens),
                data("POST", "/studio/api/tokens", watch::issue),
                data("DELETE", "/studio/api/tokens/{id}", watch::revoke),
                data("GET", "/studio/api/libraries", libraries::list),
                data("POST", "/studio/api/libraries", libraries::create),
                data("GET", "/studio/api/libraries/{id}", libraries::read),
                data("PUT", "/studio/api/libraries/{id}", libraries::change),
                data("DELETE", "/studio/api/libraries/{id}", libraries::delete),
                data("POST", "/studio/api/libraries/{id}/index", libraries::index),
                data("POST", "/studio/api/libraries/{id}/cancel", libraries::cancel),
                data("POST", "/studio/api/libraries/{id}/documents", documents::add),
                data("DELETE", "/studio/api/libraries/{id}/documents/{document}", documents::remove),
                data("GET", "/studio/api/libraries/{id}/documents/{document}/text", documents::text),
                data("POST", "/studio/api/passages", documents::search),
                data("POST", "/studio/api/context", context),
                data("GET", "/studio/api/mcp", mcp::list),
                data("POST", "/studio/api/mcp/switch", mcp::turn),
                data("POST", "/studio/api/mcp/reconnect", mcp::reconnect),
                data("POST", "/studio/api/mcp/call", mcp::call),
                data("POST", "/studio/api/mcp/cancel", mcp::cancel),
                page("/studio", home),
                page("/studio/{file...}", exchange -> files.send(exchange, exchange.pathParameter("file")))),
                parts.watch().clients(), new Holding(service, kept, mcp));
    }

    /** What is given back when the server ends. */
    private record Holding(DocumentService documents, ChatStore chats, McpEndpoints mcp) implements Mount.Tenant {
        @Override
        public void begin(ModelPool models) {
            documents.begin(models);
        }

        @Override
        public void end() {
            try {
                documents.end();
            } finally {
                chats.close();
                mcp.end();
            }
        }
    }

    private static WorkshopParts workshop(StudioParts parts) {
        return new WorkshopParts(parts.store(), parts.directory(), new Places(parts.workshop().places()), parts.workshop().engines());
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
