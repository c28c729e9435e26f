package hearth.cli;

import hearth.store.pull.PullPlan;

/** Pulls models and shows how far it is. */
final class Pulling {
    private final Services services;

    Pulling(Services services) {
        this.services = services;
    }

    void pull(PullPlan plan) {
        throw new CommandException("not yet " + plan + services);
    }
}
