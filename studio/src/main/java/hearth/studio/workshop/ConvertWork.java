package hearth.studio.workshop;

import hearth.store.ModelName;
import hearth.studio.job.JobControl;
import hearth.studio.job.JobWork;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Turns a folder with safetensors weights into a model of the store. */
record ConvertWork(WorkSource source, ConversionOptions options, ModelName name, ModelIntake intake) implements JobWork {
    @Override
    public Map<String, Object> run(JobControl control) throws IOException {
        control.step("reading", source.title());
        try (HuggingFaceFolder folder = HuggingFaceFolder.open(source.path())) {
            Conversion conversion = Conversion.plan(folder, options);
            conversion.notes().forEach(control::note);
            return intake.take(name, Optional.empty(),
                    target -> conversion.write(target, (bytes, total) -> control.progress("converting", "", (double) bytes / Math.max(1, total))),
                    control);
        }
    }
}
