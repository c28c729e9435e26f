package hearth.cli;

import hearth.store.Cancellation;
import hearth.store.DownloadOptions;
import hearth.store.StoredModel;
import hearth.store.pull.PullPlan;
import hearth.store.pull.Puller;

/** Pulls models and shows how far it is. Ctrl-C ends the process; what has arrived stays for the next try. */
final class Pulling {
    private final Services services;
    private final DownloadOptions options;

    Pulling(Services services, DownloadOptions options) {
        this.services = services;
        this.options = options;
    }

    StoredModel pull(PullPlan plan) {
        try (ProgressDisplay display = new ProgressDisplay(services.io())) {
            return new Puller(services.store(), options).pull(plan, new PullProgress(display), new Cancellation());
        }
    }
}
