package hearth.store.pull;

import hearth.store.StoreException;
import java.util.List;
import java.util.stream.Collectors;

/** No source could deliver the model. */
public final class PullException extends StoreException {
    private static final long serialVersionUID = 1L;
    private final transient List<PullEvent.SourceFailed> failures;

    public PullException(String name, List<PullEvent.SourceFailed> failures) {
        super("could not pull " + name + failures.stream().map(f -> "\n  " + f.line()).collect(Collectors.joining()));
        this.failures = List.copyOf(failures);
    }

    /** One entry for each source, in the order they were tried. */
    public List<PullEvent.SourceFailed> failures() {
        return failures;
    }
}
