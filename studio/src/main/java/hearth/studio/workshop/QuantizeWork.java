package hearth.studio.workshop;

import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.store.ModelName;
import hearth.studio.job.JobControl;
import hearth.studio.job.JobWork;
import hearth.workshop.quantize.Quantization;
import hearth.workshop.quantize.QuantizationListener;
import hearth.workshop.quantize.QuantizationOptions;
import java.io.IOException;
import java.util.Map;

/** Writes a model with smaller types into the store. */
record QuantizeWork(WorkSource source, QuantizationOptions options, ModelName name, ModelIntake intake) implements JobWork {
    @Override
    public Map<String, Object> run(JobControl control) throws IOException {
        control.step("reading", source.title());
        try (GgufFile file = source.open()) {
            Quantization quantization = Quantization.of(file, options);
            quantization.plan().tensors().stream()
                    .filter(tensor -> tensor.type() != tensor.wanted())
                    .forEach(tensor -> control.note(tensor.source().name() + " becomes " + tensor.type() + ": its rows of "
                            + tensor.source().columns() + " values do not fill blocks of " + tensor.wanted()));
            Map<String, Object> result = intake.take(name, source.stored(), target -> quantization.write(target, listener(control)), control);
            result.put("source_bytes", quantization.plan().sourceBytes());
            result.put("bits_per_weight", quantization.plan().bitsPerWeight());
            return result;
        } catch (InvalidModelException e) {
            throw new IOException(QuantizeChoice.message(e), e);
        }
    }

    private static QuantizationListener listener(JobControl control) {
        return new QuantizationListener() {
            @Override
            public void encoded(long values, long totalValues) {
                control.progress("quantizing", "", (double) values / Math.max(1, totalValues));
            }

            @Override
            public void note(String sentence) {
                control.note(sentence);
            }
        };
    }
}
