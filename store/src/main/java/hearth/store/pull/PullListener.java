package hearth.store.pull;

/** Told what a pull does. */
@FunctionalInterface
public interface PullListener {
    void on(PullEvent event);
}
