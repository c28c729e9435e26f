package hearth.compute;

import java.util.Optional;

/** Offers the {@link ScalarBackend}, which runs anywhere and is chosen last. */
public final class ScalarBackendProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ScalarBackendProvider() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Optional<String> unavailableReason() {
        return Optional.empty();
    }

    @Override
    public Backend open(BackendOptions options) {
        return new ScalarBackend();
    }
}
