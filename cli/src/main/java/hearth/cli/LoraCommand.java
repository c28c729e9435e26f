package hearth.cli;

import hearth.engine.adapter.Adapters;
import hearth.format.gguf.GgufFile;
import hearth.workshop.adapter.AdapterMerge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth lora}. */
@Command(
        name = "lora",
        description = "Work on LoRA adapters. To apply one while a model runs: --lora of run, complete, embed and bench.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "%nExamples:",
            "  hearth lora merge base-f16.gguf style.gguf -o merged.gguf",
            "  hearth run base.gguf --lora style.gguf:0.5"
        })
final class LoraCommand implements Callable<Integer> {
    private final Services services;

    @Spec
    private CommandSpec spec;

    LoraCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        line.usage(line.getOut());
        return ExitCode.OK;
    }

    @Command(
            name = "merge",
            description = "Work adapters into the weights of a model; writes a new GGUF file.",
            footer = {
                "%nOnly F32, F16 and BF16 weights can be merged; they keep their type.",
                "%nExamples:",
                "  hearth lora merge base-f16.gguf style.gguf -o merged.gguf",
                "  hearth lora merge ./model-folder ./peft-folder:0.5 other.gguf -o merged.gguf"
            })
    int merge(
            @Parameters(index = "0", paramLabel = "MODEL", description = "A name, a file or a folder.") String model,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "ADAPTER[:SCALE]",
                            description = "GGUF adapters or folders of PEFT, with a factor (default 1).")
                    List<String> adapters,
            @Option(names = {"-o", "--output"}, required = true, paramLabel = "FILE", description = "The GGUF file to write.") Path output,
            @Option(names = "--force", description = "Replace FILE if it is there.") boolean force)
            throws IOException {
        if (Files.exists(output) && !force) {
            throw new CommandException(output + ": already there; --force replaces it");
        }
        LocatedModel located = AdapterArguments.on(services.locator().here(model), adapters);
        try (GgufFile base = located.open();
                Adapters opened = Adapters.open(located.adapters(), base);
                ProgressDisplay progress = new ProgressDisplay(services.io());
                InterruptGuard guard = InterruptGuard.start()) {
            new AdapterMerge(base, opened).write(output, (bytes, total) -> {
                guard.check();
                progress.bar("merging", bytes, total);
            });
            progress.erase();
            services.io().err().println("wrote " + output + ": " + base.metadata().architecture() + ", "
                    + opened.tensorNames().size() + " of " + base.tensors().size() + " tensors changed, "
                    + Display.bytes(Files.size(output)));
        }
        return ExitCode.OK;
    }
}
