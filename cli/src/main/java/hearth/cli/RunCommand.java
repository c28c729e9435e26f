package hearth.cli;

import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth run}. */
@Command(
        name = "run",
        description = "Ask a model, or chat with it. A model that is not here is pulled first.",
        footer = {
            "%nWithout a prompt, on a terminal, a chat begins; /? shows its commands.",
            "%nExamples:",
            "  hearth run                                           chat with the default model",
            "  hearth run smollm2:135m \"Why is the sky blue?\"",
            "  cat notes.txt | hearth run smollm2:135m \"Summarize:\"",
            "  hearth run smollm2:135m \"A name for a cat\" --seed 7 --max-tokens 16 --verbose",
            "  hearth run smollm2:135m \"A colour and its code\" --format json",
            "  hearth run ./base.gguf --lora ./style.gguf --lora ./peft-folder:0.5"
        })
final class RunCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(index = "0", arity = "0..1", paramLabel = "MODEL", description = "A name, a file or a folder (default smollm2:135m).")
    private String model;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "PROMPT", description = "The prompt; text from standard input goes before it.")
    private List<String> words = List.of();

    @Option(names = "--verbose", description = "Show timings after each answer, on standard error.")
    private boolean verbose;

    @Option(names = "--system", paramLabel = "TEXT", description = "System text instead of the model's own.")
    private String system;

    @Option(names = "--nowordwrap", description = "Do not break lines between words on a terminal.")
    private boolean noWordWrap;

    @Option(
            names = "--keepalive",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            description = "Accepted for Ollama's sake: the model is unloaded when the command ends.")
    private Duration keepAlive;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Hold the answer to 'json', to a JSON schema, or to a file with a schema or a .gbnf grammar.")
    private String format;

    @Option(
            names = "--think",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false|LEVEL",
            description = "Whether a model that can reasons first; a level is low, medium or high.")
    private String think;

    @Option(names = "--hidethinking", description = "Do not show the reasoning.")
    private boolean hideThinking;

    @Mixin
    private GenerationArguments arguments;

    @Mixin
    private AdapterArguments adapters;

    RunCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        String name = model == null ? services.defaultModel() : model;
        CommandIo.Terminals terminals = services.io().terminals();
        boolean interactive = words.isEmpty() && terminals.in() && terminals.out();
        String prompt = interactive ? "" : prompt();
        LoadedModel loaded = LoadedModel.open(services, adapters.on(services.locator().hereOrPulled(name)), arguments);
        try (Conversation conversation = Conversation.open(services, loaded, Optional.ofNullable(system), arguments.given())) {
            configure(conversation);
            if (interactive) {
                try (Typing typing = TerminalTyping.open(TerminalTyping.historyFile(services))) {
                    new Repl(services, typing, conversation, new ReplState(verbose, !noWordWrap, !hideThinking)).run();
                }
            } else if (!prompt.isEmpty()) {
                answer(conversation, prompt);
            }
        }
        return ExitCode.OK;
    }

    private void configure(Conversation conversation) {
        if (format != null) {
            conversation.format(format);
        }
        if (think != null) {
            conversation.think(think);
        }
    }

    /** Standard input, when it is no terminal, then the words of the command line. */
    private String prompt() {
        List<String> parts = new ArrayList<>();
        if (!services.io().terminals().in()) {
            parts.add(TextArgument.readInput(services.io()));
        }
        parts.addAll(words);
        parts.removeIf(String::isEmpty);
        return String.join(" ", parts);
    }

    private void answer(Conversation conversation, String prompt) {
        CommandIo io = services.io();
        PrintStream out = io.out();
        boolean terminal = io.terminals().out();
        Optional<WordWrap> wrap = terminal && !noWordWrap ? Optional.of(new WordWrap(io.columns())) : Optional.empty();
        AnswerPrinter printer = new AnswerPrinter(out, wrap, terminal && !hideThinking);
        GenerationResult result = conversation.answer(prompt, new Cancellation(), printer);
        printer.endThinking();
        // The empty line sets the answer off from the shell's prompt; a pipe gets the answer as a line.
        out.print(terminal ? "\n\n" : "\n");
        out.flush();
        if (verbose) {
            TimingReport.print(io.err(), result.usage(), conversation.loaded().loadNanos());
        }
    }
}
