package hearth.store.pull;

import hearth.store.ModelName;

/** What happens during a pull or a push, in order. Events may come from several threads, but never two at once. */
public sealed interface PullEvent {
    /** A source is tried now. */
    record Trying(String source) implements PullEvent {}

    /** A step without a measure: {@code pulling manifest}, {@code verifying sha256 digest}, {@code writing manifest}, {@code success}. */
    record Status(String text) implements PullEvent {}

    /**
     * Bytes arrived.
     *
     * @param label what: twelve digits of a digest, or a file or package name
     * @param totalBytes full length, or -1 while unknown
     */
    record Progress(String label, long completedBytes, long totalBytes) implements PullEvent {}

    /** A source did not work; the next one is tried if there is one. */
    record SourceFailed(String source, String reason) implements PullEvent {
        public String line() {
            return "source " + source + ": " + reason;
        }
    }

    /** The model is in the store. */
    record Finished(ModelName name, String source) implements PullEvent {}
}
