package hearth.cli;

import java.util.Optional;

/**
 * Loads the JDK's incubating Vector API at run time.
 *
 * <p>The documented way, {@code --add-modules}, prints a warning at every start and turns off the JDK's archived module graph
 * (about 50 ms). The JDK itself loads optional modules through {@code jdk.internal.module.Modules}; the jar's manifest exports that
 * package to us.
 */
final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";

    private VectorModule() {}

    /** Whether vectors can be used: through {@link #load}, {@code --add-modules} or the launcher's {@link StartClasses}. */
    static boolean isLoaded() {
        try {
            Class.forName(NAME + ".VectorSpecies", false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Makes the module available; the reason when this JDK refuses. */
    static Optional<String> load() {
        if (isLoaded()) {
            return Optional.empty();
        }
        try {
            Class.forName("jdk.internal.module.Modules").getMethod("loadModule", String.class).invoke(null, NAME);
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Optional.of("this JDK does not load " + NAME + " on request (" + cause + "); set HEARTH_JAVA_OPTS=\"--add-modules "
                    + NAME + "\"");
        }
    }
}
