package hearth.workshop.budget;

import hearth.format.AtomicFile;
import hearth.format.gguf.GgufFile;
import hearth.workshop.evaluate.ComparisonResult;
import hearth.workshop.quantize.ImportanceMatrix;
import hearth.workshop.quantize.Quantization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The file that a quantization to a budget tries its choices with, beside the one that is asked for; the best gets its name. */
final class TrialFile implements AutoCloseable {
    private final BudgetOptions options;
    private final Workbench bench;
    private final GgufFile source;
    private final Optional<ImportanceMatrix> importance;
    private final MeasureLog log;
    private final Path target;
    private final Path path;
    private final Map<String, ComparisonResult> compared = new HashMap<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private String written = "";

    TrialFile(BudgetOptions options, Workbench bench, GgufFile source, ImportanceMatrix importance, MeasureLog log, Path target) {
        this.options = options;
        this.bench = bench;
        this.source = source;
        this.importance = Optional.of(importance);
        this.log = log;
        this.target = target;
        this.path = target.resolveSibling(target.getFileName() + ".trial");
    }

    /** All that were made. */
    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    long sourceBytes() {
        return source.byteSize();
    }

    /** Bytes of the whole file. */
    long fileBytes(Allocation allocation) {
        return quantization(allocation).byteSize();
    }

    private Quantization quantization(Allocation allocation) {
        return Quantization.of(source, AllocationOptions.of(allocation, importance, options.requantize(), options.threads()));
    }

    /** Writes and measures a choice, unless an earlier run has measured it. */
    Attempt attempt(Allocation allocation) throws IOException {
        String digest = AllocationOptions.digest(allocation);
        String key = bench.verification().text().digest() + " " + bench.verification().plan() + " " + digest;
        Optional<Measure> known = log.find(key);
        if (known.isEmpty()) {
            write(allocation, digest);
            Measure measure = Measure.of(compare(digest));
            log.add(key, measure);
            known = Optional.of(measure);
        }
        Attempt attempt = new Attempt(allocation, fileBytes(allocation), allocation.loss(), known.get());
        attempts.add(attempt);
        return attempt;
    }

    private void write(Allocation allocation, String digest) throws IOException {
        if (!written.equals(digest)) {
            written = "";
            quantization(allocation).write(path, (done, total) ->
                    bench.listener().progress("writing", (int) (100.0 * done / Math.max(1, total)), 100));
            written = digest;
        }
    }

    private ComparisonResult compare(String digest) {
        ComparisonResult result = bench.trials().compare(
                () -> GgufFile.open(path),
                bench.verification(),
                (done, total, _) -> bench.listener().progress("measuring the result", done, total));
        compared.put(digest, result);
        return result;
    }

    /** Gives the best file its name and tells how it compares. */
    ComparisonResult publish(Attempt best) throws IOException {
        String digest = AllocationOptions.digest(best.allocation());
        write(best.allocation(), digest);
        ComparisonResult result = compared.get(digest);
        if (result == null) {
            result = compare(digest);
        }
        AtomicFile.publish(path, target);
        return result;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
