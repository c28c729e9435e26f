package hearth.cli;

import hearth.engine.EngineOptions;
import hearth.engine.GenerationSettings;
import hearth.engine.generate.Cancellation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Walks through the code that common starts need, so that the launcher can keep the loaded classes in the JDK's AOT cache.
 *
 * <p>It must not load the Vector API: classes of a module that is added at run time can't be cached, and the JDK then writes no
 * cache at all. So it computes with the scalar backend.
 */
@Command(name = "warm-up", hidden = true, description = "Used by the launcher to fill the JDK's start cache.")
final class WarmUpCommand implements Callable<Integer> {
    private final Services services;

    WarmUpCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException {
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
        EngineOptions options = EngineOptions.defaults().withBackend("scalar");
        LoadedModel loaded = LoadedModel.open(silent, located, settings, options);
        try (Conversation conversation = Conversation.open(silent, loaded, Optional.of("Hello."), Map.of())) {
            AnswerPrinter printer = new AnswerPrinter(silent.io().out(), Optional.of(new WordWrap(silent.io().columns())), true);
            TimingReport.print(silent.io().err(), conversation.answer("hello", new Cancellation(), printer).usage(), 1);
        }
    }
}
