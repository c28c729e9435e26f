package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.BackendProvider;
import java.util.List;

/** The backends that tests run on: all that work here. */
public final class Backends {
    private Backends() {}

    /** The judge and the CPU's at least: a test that quietly ran on one of them would prove less than it says. */
    public static List<BackendProvider> usable() {
        List<BackendProvider> usable = BackendProvider.installed().stream()
                .filter(provider -> provider.unavailableReason().isEmpty())
                .toList();
        assertThat(usable.stream().map(BackendProvider::name)).contains("scalar", "cpu");
        return usable;
    }
}
