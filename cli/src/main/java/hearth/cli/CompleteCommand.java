package hearth.cli;

import hearth.chat.ChatRequest;
import hearth.chat.ChatTemplate;
import hearth.chat.Message;
import hearth.engine.GenerationSettings;
import hearth.engine.Model;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.FinishReason;
import hearth.engine.generate.GenerationEvent;
import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.GenerationResult;
import hearth.engine.generate.Session;
import hearth.engine.generate.Usage;
import hearth.json.Json;
import hearth.store.ModelDetails;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth complete}: the command for scripts. */
@Command(
        name = "complete",
        description = "Continue a prompt; made for scripts: the output is exactly the text, or one JSON object.",
        footer = {
            "%nThe JSON object: promptIds, generatedIds (with the token that ended the answer), text, finishReason",
            "(stop, stop_sequence, length), timings (promptTokens, promptSeconds, promptTokensPerSecond, generatedTokens,",
            "generationSeconds, generatedTokensPerSecond, timeToFirstTokenSeconds, loadSeconds).",
            "%nExamples:",
            "  hearth complete smollm2:135m --prompt \"Name a colour.\" --max-tokens 8",
            "  hearth complete smollm2:135m --prompt-file p.txt --raw --temperature 0 --max-tokens 64 --json"
        })
final class CompleteCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(paramLabel = "MODEL", description = "A name, a file or a folder.")
    private String model;

    @Option(names = "--prompt-file", paramLabel = "FILE", description = "Read the prompt from FILE; - is standard input (the default).")
    private Path promptFile;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "The prompt itself.")
    private String prompt;

    @Option(names = "--raw", description = "Take the prompt as it is: no chat template; texts of special tokens are those tokens.")
    private boolean raw;

    @Option(names = "--system", paramLabel = "TEXT", description = "System text of the chat template.")
    private String system;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Hold the text to 'json', to a JSON schema, or to a file with a schema or a .gbnf grammar.")
    private String format;

    @Option(names = "--json", description = "Print one JSON object instead of the text.")
    private boolean json;

    @Mixin
    private GenerationArguments arguments;

    @Mixin
    private AdapterArguments adapters;

    CompleteCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        if (prompt != null && promptFile != null) {
            throw new CommandException("give either --prompt or --prompt-file");
        }
        if (raw && system != null) {
            throw new CommandException("--system needs the chat template, which --raw turns off");
        }
        String text = prompt != null ? prompt : TextArgument.read(services.io(), promptFile == null ? Path.of("-") : promptFile);
        try (LoadedModel loaded = LoadedModel.open(
                        services, adapters.on(services.locator().hereOrPulled(model)), arguments);
                Session session = loaded.model().session()) {
            GenerationRequest request = request(loaded, promptIds(loaded, text));
            GenerationResult result = session.generate(request, event -> {
                if (!json && event instanceof GenerationEvent.Token token) {
                    services.io().out().print(token.text());
                    services.io().out().flush();
                }
            });
            finish(loaded, request, result);
        }
        return ExitCode.OK;
    }

    private int[] promptIds(LoadedModel loaded, String text) {
        Model model = loaded.model();
        if (raw) {
            return model.tokenizer().withBos(model.tokenizer().encode(text, true));
        }
        ChatTemplate template = model.chatTemplate()
                .orElseThrow(() -> new CommandException("this model has no chat template; --raw continues the prompt as it is"));
        List<Message> messages = new ArrayList<>();
        Optional.ofNullable(system)
                .or(() -> loaded.located().details().flatMap(ModelDetails::system))
                .ifPresent(given -> messages.add(Message.system(given)));
        messages.add(Message.user(text));
        return model.promptIds(template, ChatRequest.of(messages));
    }

    private GenerationRequest request(LoadedModel loaded, int[] promptIds) {
        GenerationSettings settings = loaded.settings();
        return new GenerationRequest(
                        promptIds, settings.sampling(), settings.maxTokens(), settings.stopSequences(), new Cancellation())
                .withRules(FormatArgument.rules(services.io(), loaded.model(), format));
    }

    private void finish(LoadedModel loaded, GenerationRequest request, GenerationResult result) {
        if (json) {
            services.io().out().println(Json.write(report(loaded, request.promptIds(), result)));
        } else if (services.io().terminals().out()) {
            services.io().out().println();
        }
    }

    private static Map<String, Object> report(LoadedModel loaded, int[] promptIds, GenerationResult result) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("promptIds", promptIds);
        report.put("generatedIds", result.tokenIds());
        report.put("text", result.text());
        report.put("finishReason", name(result.reason()));
        report.put("timings", timings(result.usage(), loaded.loadNanos()));
        return report;
    }

    static String name(FinishReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> timings(Usage usage, long loadNanos) {
        Map<String, Object> timings = new LinkedHashMap<>();
        timings.put("promptTokens", usage.promptTokens());
        timings.put("promptSeconds", usage.promptNanos() / 1e9);
        timings.put("promptTokensPerSecond", usage.promptTokensPerSecond());
        timings.put("generatedTokens", usage.generatedTokens());
        timings.put("generationSeconds", usage.generationNanos() / 1e9);
        timings.put("generatedTokensPerSecond", usage.generatedTokensPerSecond());
        timings.put("timeToFirstTokenSeconds", usage.firstTokenNanos() / 1e9);
        timings.put("loadSeconds", loadNanos / 1e9);
        return timings;
    }
}
