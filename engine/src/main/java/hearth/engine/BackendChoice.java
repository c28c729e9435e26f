package hearth.engine;

import hearth.compute.BackendProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses a backend: the one named, else the available one of highest priority. */
final class BackendChoice {
    private BackendChoice() {}

    /** @throws BackendUnavailableException if none fits; the message says why for each */
    static BackendProvider choose(Iterable<BackendProvider> providers, Optional<String> name) {
        List<BackendProvider> sorted = new ArrayList<>();
        providers.forEach(sorted::add);
        sorted.sort(Comparator.comparingInt(BackendProvider::priority).reversed().thenComparing(BackendProvider::name));
        List<String> reasons = new ArrayList<>();
        for (BackendProvider provider : sorted) {
            Optional<String> reason = unusableReason(provider, name);
            if (reason.isEmpty()) {
                return provider;
            }
            reasons.add(provider.name() + ": " + reason.get());
        }
        String wanted = name.map(n -> "backend '" + n + "' can't be used").orElse("no backend can be used here");
        throw new BackendUnavailableException(
                wanted + "; " + (reasons.isEmpty() ? "none is installed" : "found " + String.join(", ", reasons)));
    }

    private static Optional<String> unusableReason(BackendProvider provider, Optional<String> name) {
        if (name.isPresent() && !name.get().equals(provider.name())) {
            return Optional.of("not asked for");
        }
        return provider.unavailableReason();
    }
}
