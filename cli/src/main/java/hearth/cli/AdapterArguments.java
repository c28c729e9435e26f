package hearth.cli;

import hearth.engine.adapter.AdapterOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option of every command that runs a model with low-rank adapters. */
final class AdapterArguments {
    @Option(
            names = "--lora",
            paramLabel = "FILE[:SCALE]",
            description = "Apply a LoRA adapter: a GGUF file, or a folder of PEFT. SCALE is a factor (default 1). May be given several times.")
    private List<String> adapters = List.of();

    boolean areGiven() {
        return !adapters.isEmpty();
    }

    /** The model with the adapters that the user asked for, beside those it has. */
    LocatedModel on(LocatedModel model) {
        return on(model, adapters);
    }

    /** The model with adapters that are given as {@code FILE[:SCALE]}. */
    static LocatedModel on(LocatedModel model, List<String> adapters) {
        List<AdapterOptions> all = new ArrayList<>(model.adapters());
        adapters.forEach(text -> all.add(parse(text, model)));
        return model.withAdapters(all);
    }

    private static AdapterOptions parse(String text, LocatedModel model) {
        int colon = text.lastIndexOf(':');
        if (Files.exists(Path.of(text)) || colon < 1) {
            return adapter(Path.of(text), 1, model);
        }
        try {
            return adapter(Path.of(text.substring(0, colon)), Float.parseFloat(text.substring(colon + 1)), model);
        } catch (NumberFormatException e) {
            return adapter(Path.of(text), 1, model);
        }
    }

    private static AdapterOptions adapter(Path file, float scale, LocatedModel model) {
        if (!Files.exists(file)) {
            throw new CommandException("adapter " + file + ": no such file or folder");
        }
        if (!Float.isFinite(scale)) {
            throw new CommandException("adapter " + file + ": the scale is " + scale + " but must be finite");
        }
        return new AdapterOptions(() -> model.openAdapter(file), scale);
    }
}
