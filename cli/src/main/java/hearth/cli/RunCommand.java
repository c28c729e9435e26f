package hearth.cli;

import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationResult;
import hearth.engine.generate.Usage;
import hearth.store.ModelReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            description = "How long a running server keeps the model loaded; without a server it goes when the command ends.")
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

    @Option(names = "--no-server", description = "Run the model in this process, even if a server runs.")
    private boolean noServer;

    @Mixin
    private GenerationArguments arguments;

    @Mixin
    private AdapterArguments adapters;

    RunCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws InterruptedException {
        String name = model == null ? services.defaultModel() : model;
        CommandIo.Terminals terminals = services.io().terminals();
        boolean interactive = words.isEmpty() && terminals.in() && terminals.out();
        String prompt = interactive ? "" : prompt();
        switch (place(name, interactive)) {
            case ServedRun.Choice.Server(ServedRun run) -> runServed(run, name, interactive, prompt);
            case ServedRun.Choice.Here(String reason) -> {
                if (verbose) {
                    services.io().err().println("The model runs in this process: " + reason + ".");
                }
                runHere(name, interactive, prompt);
            }
        }
        return ExitCode.OK;
    }

    /** A server that runs does it, as far as it can do all that was asked. */
    private ServedRun.Choice place(String name, boolean interactive) throws InterruptedException {
        if (noServer) {
            return new ServedRun.Choice.Here("--no-server says so");
        }
        if (adapters.areGiven()) {
            return new ServedRun.Choice.Here("--lora is for a model in this process");
        }
        if (ModelReference.parse(name) instanceof ModelReference.LocalModel) {
            return new ServedRun.Choice.Here("a file is not of the server's store");
        }
        if (format != null && ServedRun.format(services.io(), format.strip()).isEmpty()) {
            return new ServedRun.Choice.Here("a server takes no such --format");
        }
        return interactive
                ? ServedRun.chooseChat(services, name, arguments.given())
                : ServedRun.choose(services, name, arguments.given());
    }

    private void runServed(ServedRun run, String name, boolean interactive, String prompt) throws InterruptedException {
        if (verbose) {
            services.io().err().println("The model runs in the server at " + run.url() + ".");
        }
        if (!interactive) {
            try (run) {
                answerBy(run, prompt);
            }
            return;
        }
        Map<String, Object> stay = keepAlive();
        run.load(stay);
        try (Talk talk = new ServedConversation(services.io(), run, services.locator().here(name), Optional.ofNullable(system),
                arguments.given(), Optional.ofNullable(stay.get("keep_alive")))) {
            converse(talk);
        }
    }

    private void converse(Talk talk) {
        configure(talk);
        try (Typing typing = TerminalTyping.open(TerminalTyping.historyFile(services))) {
            new Repl(services, typing, talk, new ReplState(verbose, !noWordWrap, !hideThinking)).run();
        }
    }

    private Map<String, Object> keepAlive() {
        return keepAlive == null ? Map.of() : Map.of("keep_alive", keepAlive.isNegative() ? (Object) (-1) : keepAlive.toMillis() + "ms");
    }

    private void answerBy(ServedRun run, String prompt) throws InterruptedException {
        Map<String, Object> more = new LinkedHashMap<>(keepAlive());
        if (prompt.isEmpty()) {
            run.load(more);
            return;
        }
        if (system != null) {
            more.put("system", system);
        }
        if (format != null) {
            more.put("format", ServedRun.format(services.io(), format.strip()).orElseThrow());
        }
        ThinkArgument.wish(think).ifPresent(wish -> more.put("think", wish));
        AnswerPrinter printer = printer();
        Usage usage = run.answer(prompt, more, printer);
        end(printer, usage, usage.queueNanos());
    }

    private void runHere(String name, boolean interactive, String prompt) {
        LoadedModel loaded = LoadedModel.open(services, adapters.on(services.locator().hereOrPulled(name)), arguments);
        try (Conversation conversation = Conversation.open(services, loaded, Optional.ofNullable(system), arguments.given())) {
            if (interactive) {
                converse(conversation);
                return;
            }
            configure(conversation);
            if (!prompt.isEmpty()) {
                answer(conversation, prompt);
            }
        }
    }

    private void configure(Talk conversation) {
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

    private void answer(Talk conversation, String prompt) {
        AnswerPrinter printer = printer();
        GenerationResult result = conversation.answer(prompt, new Cancellation(), printer);
        end(printer, result.usage(), conversation.loadNanos());
    }

    private AnswerPrinter printer() {
        CommandIo io = services.io();
        boolean terminal = io.terminals().out();
        Optional<WordWrap> wrap = terminal && !noWordWrap ? Optional.of(new WordWrap(io.columns())) : Optional.empty();
        return new AnswerPrinter(io.out(), wrap, terminal && !hideThinking);
    }

    private void end(AnswerPrinter printer, Usage usage, long loadNanos) {
        CommandIo io = services.io();
        printer.endThinking();
        // The empty line sets the answer off from the shell's prompt; a pipe gets the answer as a line.
        io.out().print(io.terminals().out() ? "\n\n" : "\n");
        io.out().flush();
        if (verbose) {
            TimingReport.print(io.err(), usage, loadNanos);
        }
    }
}
