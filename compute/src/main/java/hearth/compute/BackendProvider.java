package hearth.compute;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** A kind of backend, found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** All providers on the module or class path, the first choice first. */
    static List<BackendProvider> installed() {
        return ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(BackendProvider::priority).reversed())
                .toList();
    }

    /** Short name: {@code cpu}, {@code scalar}. */
    String name();

    /** Higher is chosen first. */
    int priority();

    /** Why this backend can't run here; empty when it can. */
    Optional<String> unavailableReason();

    Backend open(BackendOptions options);
}
