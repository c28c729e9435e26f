package hearth.studio.job;

import hearth.server.http.Exchange;
import java.io.IOException;
import java.util.Map;

/** Jobs over HTTP; what begins them are other endpoints. */
public final class JobEndpoints {
    private final JobQueue jobs;

    public JobEndpoints(JobQueue jobs) {
        this.jobs = jobs;
    }

    public void list(Exchange exchange) throws IOException {
        exchange.respondJson(200, Map.of("jobs", jobs.list()));
    }

    public void read(Exchange exchange) throws IOException {
        exchange.respondJson(200, jobs.read(exchange.pathParameter("id")));
    }

    public void cancel(Exchange exchange) throws IOException {
        jobs.cancel(exchange.pathParameter("id"));
        exchange.respondEmpty(204);
    }

    public void forget(Exchange exchange) throws IOException {
        jobs.forget(exchange.pathParameter("id"));
        exchange.respondEmpty(204);
    }
}
