package hearth.server.http;

/** Hears of each request when its answer is complete; for logs and metrics. */
@FunctionalInterface
public interface RequestObserver {
    void answered(Record record);

    /** A request's head is here; {@link #answered} follows in any case. */
    default void began(Start start) {}

    /**
     * Who sends a request.
     *
     * @param id as in the record that follows
     * @param client its address
     * @param agent the program's name as it gives it: printable ASCII, cut; empty if it gives none
     */
    record Start(String id, String client, String agent) {}

    /**
     * One request. Holds nothing of its content.
     *
     * @param route path of the route table; empty if none matched
     * @param status of the answer; 499 if the client left before it began
     * @param completed whether the whole answer was written
     */
    record Record(String id, String method, String route, int status, boolean completed, long nanos, String client) {}
}
