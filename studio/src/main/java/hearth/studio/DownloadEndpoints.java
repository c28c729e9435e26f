package hearth.studio;

import hearth.server.call.ApiException;
import hearth.server.http.Exchange;
import hearth.server.wire.Fields;
import hearth.store.InvalidNameException;
import hearth.store.ModelNotFoundException;
import hearth.store.pull.ModelResolver;
import hearth.store.pull.PullPlan;
import hearth.studio.job.JobQueue;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Begins downloads; they wait in a queue of their own, beside the workshop's. */
final class DownloadEndpoints {
    private static final int MAX_NAME = 2000;

    private final StudioParts parts;
    private final JobQueue queue;
    private final ModelResolver resolver;

    DownloadEndpoints(StudioParts parts, JobQueue queue) {
        this.parts = parts;
        this.queue = queue;
        // The home folder is for paths, and none is asked for here.
        this.resolver = new ModelResolver(parts.store(), parts.catalogue(), parts.folder());
    }

    /** One that waits or runs already is not begun twice; one that ended is forgotten for the new one. */
    synchronized void begin(Exchange exchange) throws IOException {
        String text = Fields.of(exchange.json()).requiredText("model").strip();
        PullPlan plan = plan(text);
        for (Map<String, Object> job : queue.list()) {
            if (job.get("title").equals(text)) {
                String id = (String) job.get("id");
                if (List.of("waiting", "running").contains(job.get("state"))) {
                    exchange.respondJson(200, Map.of("id", id));
                    return;
                }
                queue.forget(id);
            }
        }
        String id = queue.add("pull", text, Map.of("model", text), new PullWork(parts.store(), parts.downloads(), plan));
        exchange.respondJson(201, Map.of("id", id));
    }

    private PullPlan plan(String text) {
        Optional<PullPlan> plan = Optional.empty();
        if (text.length() <= MAX_NAME) {
            try {
                plan = Optional.of(resolver.plan(text));
            } catch (InvalidNameException | ModelNotFoundException e) {
                // Said below, as for one that is too long.
            }
        }
        return plan.orElseThrow(() -> ApiException.invalid("model", "is no name or address of a model that can be downloaded"));
    }
}
