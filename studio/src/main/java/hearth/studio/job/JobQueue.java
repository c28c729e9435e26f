package hearth.studio.job;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.store.CancelledException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** Runs jobs one after the other on a thread of its own: two would only share the processors. Thread-safe. */
public final class JobQueue {
    private static final System.Logger LOG = System.getLogger(JobQueue.class.getName());
    private static final int MAX_WAITING = 20;
    private static final int MAX_KEPT = 100;

    private final JobArchive archive;
    private final Clock clock;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("hearth-jobs").unstarted(task));

    /** Reads the list of before; one that is damaged is logged and begun anew, as nothing depends on it. */
    public JobQueue(JobArchive archive, Clock clock) {
        this.archive = archive;
        this.clock = clock;
        try {
            String text = archive.load();
            for (Object item : text.isEmpty() ? List.of() : (List<?>) Json.parseObject(text).get("jobs")) {
                @SuppressWarnings("unchecked")
                Job job = Job.ofJson((Map<String, Object>) item);
                jobs.put(job.id(), job);
            }
        } catch (IOException | JsonException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            jobs.clear();
            LOG.log(System.Logger.Level.WARNING, "the list of jobs can't be read and is begun anew", e);
        }
    }

    /**
     * Puts work at the end of the queue.
     *
     * @param kind such as {@code quantize}
     * @param title a line for people
     * @param request what was asked for, to be shown and asked again
     * @return its id
     * @throws ApiException OVERLOADED if too many wait already
     */
    public synchronized String add(String kind, String title, Map<String, Object> request, JobWork work) {
        if (jobs.values().stream().filter(job -> job.state() == JobState.WAITING).count() >= MAX_WAITING) {
            throw ApiException.overloaded(MAX_WAITING + " jobs are waiting already", 60);
        }
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("id", id);
        head.put("kind", kind);
        head.put("title", title);
        head.put("request", request);
        head.put("created", now());
        Job job = new Job(head, JobState.WAITING);
        jobs.put(id, job);
        forgetOldest();
        keep();
        worker.execute(() -> run(job, work));
        return id;
    }

    private void forgetOldest() {
        List<Job> over = jobs.values().stream().filter(job -> job.state().isOver()).toList();
        for (int i = 0; i < over.size() - MAX_KEPT; i++) {
            jobs.remove(over.get(i).id());
        }
    }

    private void run(Job job, JobWork work) {
        if (!job.begin(now())) {
            return;
        }
        keep();
        try {
            Map<String, Object> result = work.run(new JobControl(job));
            // What JSON can't say, such as no number, must not spoil the whole list.
            Json.write(result);
            job.end(JobState.DONE, now(), "", result);
        } catch (CancelledException e) {
            job.end(JobState.CANCELLED, now(), "", Map.of());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Cancelled work may fail in its own way when it is woken.
            JobState last = job.cancellation().isCancelled() ? JobState.CANCELLED : JobState.FAILED;
            if (last == JobState.FAILED) {
                LOG.log(System.Logger.Level.WARNING, "job " + job.id() + " failed", e);
            }
            job.end(last, now(), reason(e), Map.of());
        } catch (Error e) {
            job.end(JobState.FAILED, now(), reason(e), Map.of());
            throw e;
        } finally {
            keep();
        }
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null || e.getMessage().isBlank() ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** All jobs, newest first, for JSON. */
    public synchronized List<Map<String, Object>> list() {
        List<Map<String, Object>> all = new ArrayList<>();
        jobs.values().forEach(job -> all.addFirst(job.json()));
        return all;
    }

    /** @throws ApiException NOT_FOUND if there is none of this id */
    public synchronized Map<String, Object> read(String id) {
        return find(id).json();
    }

    /** Ends a job that waits, and asks one that runs to end; without effect on one that is over. */
    public synchronized void cancel(String id) {
        if (find(id).cancel(now())) {
            keep();
        }
    }

    /** @throws ApiException CONFLICT if it is not over */
    public synchronized void forget(String id) {
        if (!find(id).state().isOver()) {
            throw new ApiException(Kind.CONFLICT, "the job is not over: cancel it first");
        }
        jobs.remove(id);
        keep();
    }

    private Job find(String id) {
        Job job = jobs.get(id);
        if (job == null) {
            throw new ApiException(Kind.NOT_FOUND, "there is no such job");
        }
        return job;
    }

    private synchronized void keep() {
        try {
            archive.save(Json.write(Map.of("jobs", jobs.values().stream().map(Job::json).toList())));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the list of jobs can't be kept", e);
        }
    }

    private String now() {
        return clock.instant().toString();
    }
}
