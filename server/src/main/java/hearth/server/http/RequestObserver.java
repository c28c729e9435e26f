package hearth.server.http;

/** Hears of each request when its answer is complete; for logs and metrics. */
@FunctionalInterface
public interface RequestObserver {
    void answered(Record record);

    /**
     * One request. Holds nothing of its content.
     *
     * @param route path of the route table; empty if none matched
     * @param status of the answer; 499 if the client left before it began
     * @param completed whether the whole answer was written
     */
    record Record(String id, String method, String route, int status, boolean completed, long nanos, String client) {}
}
