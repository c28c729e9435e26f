package hearth.studio.job;

import hearth.store.Cancellation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One piece of work and how far it is. Thread-safe. */
final class Job {
    private static final int MAX_NOTES = 50;

    private final Map<String, Object> head;
    private final Cancellation cancellation = new Cancellation();
    private final List<String> notes = new ArrayList<>();
    private JobState state;
    private String step = "";
    private String subject = "";
    private double share = -1;
    private Map<String, Object> detail = Map.of();
    private String started = "";
    private String ended = "";
    private String error = "";
    private Map<String, Object> result = Map.of();

    /** @param head what never changes: id, kind, title, request, created */
    Job(Map<String, Object> head, JobState state) {
        this.head = head;
        this.state = state;
    }

    /** One that was kept; what had not ended then never will. */
    @SuppressWarnings("unchecked")
    static Job ofJson(Map<String, Object> json) {
        Map<String, Object> head = new LinkedHashMap<>();
        for (String name : new String[] {"id", "kind", "title", "request", "created"}) {
            head.put(name, json.get(name));
        }
        JobState kept = JobState.valueOf(((String) json.get("state")).toUpperCase(java.util.Locale.ROOT));
        Job job = new Job(head, kept.isOver() ? kept : JobState.INTERRUPTED);
        ((List<Object>) json.get("notes")).forEach(note -> job.notes.add((String) note));
        job.started = (String) json.get("started");
        job.ended = (String) json.get("ended");
        job.error = (String) json.get("error");
        job.result = (Map<String, Object>) json.get("result");
        return job;
    }

    String id() {
        return (String) head.get("id");
    }

    Cancellation cancellation() {
        return cancellation;
    }

    synchronized JobState state() {
        return state;
    }

    synchronized void progress(String name, String about, double done) {
        step = name;
        subject = about;
        share = done;
    }

    synchronized void detail(Map<String, Object> figures) {
        detail = figures;
    }

    synchronized void note(String sentence) {
        if (notes.size() < MAX_NOTES) {
            notes.add(sentence);
        } else if (notes.size() == MAX_NOTES) {
            notes.add("there is more of this kind");
        }
    }

    /** @return whether it still is to run */
    synchronized boolean begin(String time) {
        if (state != JobState.WAITING) {
            return false;
        }
        state = JobState.RUNNING;
        started = time;
        return true;
    }

    synchronized void end(JobState last, String time, String reason, Map<String, Object> outcome) {
        if (!state.isOver()) {
            state = last;
            ended = time;
            error = reason;
            result = outcome;
        }
    }

    /** @return whether it was waiting, so that it ends here; one that runs ends when it notices */
    boolean cancel(String time) {
        cancellation.cancel();
        synchronized (this) {
            if (state != JobState.WAITING) {
                return false;
            }
            state = JobState.CANCELLED;
            ended = time;
            return true;
        }
    }

    synchronized Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(head);
        json.put("state", state.word());
        json.put("step", step);
        json.put("subject", subject);
        if (share >= 0) {
            json.put("share", share);
        }
        json.put("detail", detail);
        json.put("notes", List.copyOf(notes));
        json.put("started", started);
        json.put("ended", ended);
        json.put("error", error);
        json.put("result", result);
        return json;
    }
}
