package hearth.cli;

import hearth.chat.ChatTemplate;
import hearth.chat.TemplateOptions;
import hearth.engine.model.VocabularyReader;
import hearth.format.gguf.GgufFile;
import hearth.json.Json;
import hearth.json.JsonException;
import hearth.tokenizer.SpecialToken;
import hearth.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth template}. */
@Command(
        name = "template",
        description = "Print a conversation as the chat template renders it, and nothing else.",
        footer = {
            "%nFILE is a JSON object with messages, and if wanted tools, add_generation_prompt and variables of the template.",
            "%nExamples:",
            "  hearth template smollm2:135m --case chat.json",
            "  hearth template template.jinja --case chat.json --now 2026-11-22 --bos \"<s>\" --eos \"</s>\""
        })
final class TemplateCommand implements Callable<Integer> {
    private static final String TEMPLATE_FILE = ".jinja";

    private final Services services;

    @Parameters(paramLabel = "MODEL|FILE.jinja", description = "A model, or a file with a bare template.")
    private String source;

    @Option(names = "--case", required = true, paramLabel = "FILE", description = "The conversation; - is standard input.")
    private Path conversation;

    @Option(names = "--now", paramLabel = "DATE", description = "What the template takes for today, as 2026-11-22.")
    private LocalDate now;

    @Option(names = "--bos", paramLabel = "TEXT", description = "Text of the begin token (default: the model's).")
    private String bos;

    @Option(names = "--eos", paramLabel = "TEXT", description = "Text of the end token (default: the model's).")
    private String eos;

    TemplateCommand(Services services) {
        this.services = services;
    }

    private record Found(ChatTemplate template, String bos, String eos) {}

    @Override
    public Integer call() {
        Found found = source.endsWith(TEMPLATE_FILE) ? bare() : ofModel();
        TemplateOptions options = new TemplateOptions(bos == null ? found.bos() : bos, eos == null ? found.eos() : eos, clock());
        services.io().out().print(found.template().render(variables(), options).text());
        services.io().out().flush();
        return ExitCode.OK;
    }

    private Found bare() {
        return new Found(ChatTemplate.parse(TextArgument.read(services.io(), Path.of(source))), "", "");
    }

    private Found ofModel() {
        LocatedModel model = services.locator().hereOrPulled(source);
        ChatTemplate template = ShowCommand.template(model)
                .map(ChatTemplate::parse)
                .orElseThrow(() -> new CommandException("model '" + source + "' has no chat template"));
        try (GgufFile file = model.open()) {
            Tokenizer tokenizer = VocabularyReader.read(file.metadata());
            return new Found(template, text(tokenizer, SpecialToken.BOS), text(tokenizer, SpecialToken.EOS));
        }
    }

    private static String text(Tokenizer tokenizer, SpecialToken token) {
        OptionalInt id = tokenizer.id(token);
        return id.isPresent() ? tokenizer.vocabulary().tokens().text(id.getAsInt()) : "";
    }

    private Clock clock() {
        Clock clock = services.io().clock();
        ZoneId zone = clock.getZone();
        return now == null ? clock : Clock.fixed(now.atStartOfDay(zone).toInstant(), zone);
    }

    private Map<String, Object> variables() {
        try {
            Map<String, Object> variables = new LinkedHashMap<>();
            variables.put("tools", null);
            variables.put("documents", null);
            variables.put("add_generation_prompt", false);
            variables.putAll(Json.parseObject(TextArgument.read(services.io(), conversation)));
            return variables;
        } catch (JsonException e) {
            throw new CommandException(conversation + ": " + e.getMessage(), e);
        }
    }
}
