package hearth.cli;

import hearth.compute.ActivationType;
import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.compute.KvType;
import hearth.engine.EngineOptions;
import hearth.engine.GenerationSettings;
import hearth.engine.generate.Cancellation;
import hearth.format.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Walks through the code that common starts need, so that the launcher can keep the loaded classes in the JDK's AOT cache, and what
 * the JVM has learned about the kernels: later starts compile them at their first call.
 *
 * <p>Where the launcher has not put the Vector API on the boot class path it computes with the scalar backend: classes of a module that is
 * added at run time can't be cached, and the JDK then writes no cache at all.
 */
@Command(name = "warm-up", hidden = true, description = "Used by the launcher to fill the JDK's start cache.")
final class WarmUpCommand implements Callable<Integer> {
    @Option(names = "--start-classes", paramLabel = "JAR", description = "Only write the jar for the boot class path.")
    private Path startClasses;

    private final Services services;

    WarmUpCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException {
        if (startClasses != null) {
            StartClasses.copyTo(startClasses);
            return ExitCode.OK;
        }
        CommandIo io = services.io();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandIo silent =
                new CommandIo(io.in(), nowhere, nowhere, CommandIo.Terminals.NONE, io.columns(), io.variables(), io.clock());
        Path folder = Files.createTempDirectory("hearth-warm-up");
        Path model = folder.resolve("model.gguf");
        try {
            WarmUpModel.write(model);
            String[][] lines = {
                {"--version"}, {"--help"}, {"list"}, {"no-such-command"}, {"run", "--help"}, {"show", model.toString()},
                {"tokenize", model.toString(), "hello"}
            };
            for (String[] line : lines) {
                Main.run(silent, line);
            }
            if (VectorModule.isLoaded()) {
                learnKernels();
            }
            chat(new Services(silent, services.build()), model);
        } finally {
            Files.deleteIfExists(model);
            Files.delete(folder);
        }
        return ExitCode.OK;
    }

    private static void chat(Services silent, Path model) {
        LocatedModel located = silent.locator().here(model.toString());
        GenerationSettings settings = new GenerationArguments().over(GenerationSettings.defaults()).withMaxTokens(4);
        EngineOptions options = VectorModule.isLoaded()
                ? EngineOptions.defaults()
                : EngineOptions.defaults().withBackend("scalar");
        LoadedModel loaded = LoadedModel.open(silent, located, settings, options);
        try (Conversation conversation = Conversation.open(silent, loaded, Optional.of("Hello."), Map.of())) {
            AnswerPrinter printer = new AnswerPrinter(silent.io().out(), Optional.of(new WordWrap(silent.io().columns())), true);
            TimingReport.print(silent.io().err(), conversation.answer("hello", new Cancellation(), printer).usage(), 1);
        }
    }

    /** Of each type of weights, all that a model runs: loops, branches and calls are counted until they are compiled. */
    private static void learnKernels() {
        try (Backend backend = BackendProvider.installed().getFirst().open(BackendOptions.defaults())) {
            for (TensorType type : TensorType.values()) {
                if (ActivationType.find(type).isPresent()) {
                    backend.warmUpPrompts(Set.of(type), Set.of(type), AttentionShape.USUAL, KvType.F16);
                    backend.warmUpAnswers(Set.of(type), AttentionShape.USUAL, KvType.F16);
                }
            }
        }
    }
}
