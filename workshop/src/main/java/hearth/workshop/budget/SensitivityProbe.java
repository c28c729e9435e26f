package hearth.workshop.budget;

import hearth.format.gguf.GgufFile;
import hearth.workshop.quantize.ImportanceMatrix;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Measures what each group of tensors costs: rounds it alone, to about the size that the result will have, and compares. */
final class SensitivityProbe {
    private static final String STAGE = "measuring sensitivity";

    /** A larger type that loses so many times as much shows that the smaller one is the source's own. */
    private static final double UNLIKELY_RATIO = 10;

    private final Workbench bench;
    private final GgufFile source;
    private final ImportanceMatrix importance;
    private final MeasureLog log;
    private final double bits;

    /** @param bits a weight, that probes come near to */
    SensitivityProbe(Workbench bench, GgufFile source, ImportanceMatrix importance, MeasureLog log, double bits) {
        this.bench = bench;
        this.source = source;
        this.importance = importance;
        this.log = log;
        this.bits = bits;
    }

    Sensitivity measure(List<TensorChoices> tensors) {
        Map<String, List<TensorChoices>> groups =
                tensors.stream().collect(Collectors.groupingBy(TensorChoices::group, LinkedHashMap::new, Collectors.toList()));
        bench.trials().prepare(bench.calibration(), "reading the calibration text");
        Map<String, Sensitivity.Probe> probes = new LinkedHashMap<>();
        for (Map.Entry<String, List<TensorChoices>> group : groups.entrySet()) {
            bench.listener().progress(STAGE, probes.size(), groups.size());
            probes.put(group.getKey(), probe(group.getValue()));
        }
        bench.listener().progress(STAGE, groups.size(), groups.size());
        return new Sensitivity(probes);
    }

    private Sensitivity.Probe probe(List<TensorChoices> group) {
        Map<String, Encoding> encodings = new LinkedHashMap<>();
        double error = 0;
        for (TensorChoices tensor : group) {
            Choice choice = nearest(tensor, bits);
            encodings.put(tensor.tensor().name(), choice.encoding());
            error += choice.error();
        }
        Measure measure = measure(encodings);
        return new Sensitivity.Probe(encodings.values().iterator().next(), error, measure.divergence().value());
    }

    /** The divergence where only these tensors are rounded. */
    Measure measure(Map<String, Encoding> encodings) {
        String key = bench.calibration().text().digest() + " " + encodings;
        Optional<Measure> known = log.find(key);
        if (known.isPresent()) {
            return known.get();
        }
        Measure measure = Measure.of(bench.trials().compare(
                () -> TrialModel.open(source, Optional.of(importance), encodings),
                bench.calibration(),
                (_, _, _) -> bench.listener().progress(STAGE, -1, -1)));
        log.add(key, measure);
        return measure;
    }

    /**
     * A choice near the wanted bits that loses what its size lets one expect. A source that was quantized before is given back almost
     * as it is by that one type; the divergence is then that of rounded activations, and would make the group look precious.
     */
    static Choice nearest(TensorChoices tensor, double bits) {
        List<Choice> lossy = tensor.choices().stream()
                .filter(choice -> choice.error() > 0 && tensor.choices().stream().noneMatch(larger ->
                        larger.byteSize() > choice.byteSize() && larger.error() > UNLIKELY_RATIO * choice.error()))
                .toList();
        List<Choice> candidates = lossy.isEmpty() ? tensor.choices() : lossy;
        return candidates.stream()
                .min(Comparator.comparingDouble(choice -> Math.abs(bits(tensor, choice) - bits)))
                .orElseThrow();
    }

    private static double bits(TensorChoices tensor, Choice choice) {
        return 8.0 * choice.byteSize() / tensor.tensor().elementCount();
    }
}
