package hearth.cli;

import hearth.format.gguf.TensorInfo;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import hearth.workshop.huggingface.AdapterFolder;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.huggingface.JsonFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth convert}. */
@Command(
        name = "convert",
        description = "Turn a folder of safetensors weights and config.json, or a LoRA adapter, into one GGUF file.",
        footer = {
            "%nTypes: f32, f16, bf16, q8_0, auto (f16 for a model stored as f16, else bf16), stored (each tensor as it is, nothing lost),",
            "keep (as stored, but matrices quantized by other tools must fit a type of GGUF exactly).",
            "Vectors, norms and routers are stored as f32 always. Nothing of the folder is run as code.",
            "Checkpoints of GPTQ, AWQ, bitsandbytes, MLX, FP8 and compressed-tensors are read.",
            "%nExamples:",
            "  hearth convert ./Qwen2.5-0.5B-Instruct -o qwen.gguf",
            "  hearth convert ./Qwen2.5-0.5B-Instruct -o qwen-q8.gguf --type q8_0",
            "  hearth convert ./Qwen2.5-0.5B-Instruct-GPTQ-Int4 -o qwen-q4.gguf --type keep",
            "  hearth convert ./Qwen2.5-0.5B-Instruct --dry-run       what would be written",
            "  hearth convert ./my-adapter --base ./Qwen2.5-0.5B-Instruct -o adapter.gguf"
        })
final class ConvertCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(paramLabel = "FOLDER", description = "A model folder as Hugging Face's libraries write it.")
    private Path folder;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "The GGUF file to write.")
    private Path output;

    @Option(names = "--type", paramLabel = "TYPE", defaultValue = "auto", description = "Type of the matrices (default auto).")
    private WeightType type;

    @Option(names = "--base", paramLabel = "FOLDER", description = "For an adapter: the folder of its model; only config.json is read.")
    private Path base;

    @Option(names = "--dry-run", description = "List tensors and sizes; write nothing.")
    private boolean dryRun;

    @Option(names = "--force", description = "Replace FILE if it is there.")
    private boolean force;

    ConvertCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException {
        if (output == null && !dryRun) {
            throw new CommandException("-o FILE says where the result goes; --dry-run only shows it");
        }
        if (!dryRun && Files.exists(output) && !force) {
            throw new CommandException(output + ": already there; --force replaces it");
        }
        ConversionOptions options = ConversionOptions.defaults().withType(type);
        if (AdapterFolder.isAt(folder)) {
            try (AdapterFolder source = AdapterFolder.open(folder)) {
                convert(Conversion.planAdapter(source, JsonFile.read(baseFolder(source).resolve("config.json")), options));
            }
        } else {
            try (HuggingFaceFolder source = HuggingFaceFolder.open(folder)) {
                convert(Conversion.plan(source, options));
            }
        }
        return ExitCode.OK;
    }

    private Path baseFolder(AdapterFolder adapter) {
        if (base != null) {
            return base;
        }
        String named = adapter.baseModel().orElse("");
        Path path = named.isEmpty() ? null : Path.of(named);
        if (path == null || !Files.isDirectory(path)) {
            throw new CommandException("--base FOLDER is needed: the adapter belongs to '" + named
                    + "', whose config.json says how its tensors are laid out");
        }
        return path;
    }

    private void convert(Conversion conversion) throws IOException {
        conversion.notes().forEach(note -> services.io().err().println("Note: " + note));
        if (dryRun) {
            list(conversion);
        } else {
            write(conversion);
        }
    }

    private void list(Conversion conversion) {
        PrintStream out = services.io().out();
        Table table = new Table("NAME", "TYPE", "SHAPE", "SIZE");
        for (TensorInfo tensor : conversion.tensors()) {
            table.add(tensor.name(), tensor.type().name(), tensor.shape().toString(), Display.bytes(tensor.byteSize()));
        }
        table.print(out);
        conversion.leftovers().forEach(name -> out.println("not needed: " + name));
        out.println(conversion.architecture() + ", " + conversion.tensors().size() + " tensors, "
                + Display.bytes(conversion.byteSize()));
    }

    private void write(Conversion conversion) throws IOException {
        try (ProgressDisplay progress = new ProgressDisplay(services.io());
                InterruptGuard guard = InterruptGuard.start()) {
            conversion.write(output, (bytes, total) -> {
                guard.check();
                progress.bar("converting", bytes, total);
            });
        }
        services.io().err().println("wrote " + output + ": " + conversion.architecture() + ", "
                + conversion.tensors().size() + " tensors, " + Display.bytes(Files.size(output)));
    }
}
