package hearth.compute.cpu;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import java.util.Optional;

/** Offers the CPU backend. Loads no vector class before it knows that there are any. */
public final class CpuBackendProvider implements BackendProvider {
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** For {@link java.util.ServiceLoader}. */
    public CpuBackendProvider() {}

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Optional<String> unavailableReason() {
        if (!vectorsAreThere()) {
            return Optional.of("module " + VECTOR_MODULE + " is missing: start Java with --add-modules " + VECTOR_MODULE);
        }
        return VectorWidth.problem();
    }

    /** Asks for a class and not for the boot layer's module: the module may have been added after the start. */
    private static boolean vectorsAreThere() {
        try {
            Class.forName(VECTOR_MODULE + ".VectorSpecies", false, CpuBackendProvider.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    public Backend open(BackendOptions options) {
        unavailableReason().ifPresent(reason -> {
            throw new IllegalStateException("the cpu backend is not available: " + reason);
        });
        return new CpuBackend(options.threads() == 0 ? PhysicalCores.count() : options.threads());
    }
}
