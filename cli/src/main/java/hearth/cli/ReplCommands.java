package hearth.cli;

import hearth.format.gguf.GgufFile;
import hearth.store.StoredModel;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The chat's commands, all that begin with a slash. */
final class ReplCommands {
    /** What happens after a command. */
    sealed interface Next {
        record Stay() implements Next {}

        record Leave() implements Next {}

        record SwitchTo(Talk conversation) implements Next {}
    }

    private static final Next STAY = new Next.Stay();

    private final Services services;
    private final Typing typing;
    private final ReplState state;
    private final PrintStream out;

    ReplCommands(Services services, Typing typing, ReplState state) {
        this.services = services;
        this.typing = typing;
        this.state = state;
        this.out = services.io().out();
    }

    /** Runs one command; throws what went wrong, for the caller to show. */
    Next run(String line, Talk conversation) {
        String[] words = line.split("\\s+", 2);
        String rest = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "/bye", "/exit" -> new Next.Leave();
            case "/clear" -> {
                conversation.clear();
                yield told("Cleared the conversation.");
            }
            case "/list" -> {
                ListCommand.print(services, rest);
                yield STAY;
            }
            case "/load" -> load(rest.strip(), conversation);
            case "/save" -> save(rest.strip(), conversation);
            case "/set" -> set(rest, conversation);
            case "/show" -> show(rest, conversation);
            case "/?", "/help" -> {
                out.print(ReplHelp.text(rest));
                yield STAY;
            }
            default -> told("Unknown command '" + words[0] + "'. /? shows the commands.");
        };
    }

    private Next told(String text) {
        out.println(text);
        return STAY;
    }

    private Next load(String name, Talk conversation) {
        if (name.isBlank()) {
            return told("Usage: /load MODEL");
        }
        if (conversation instanceof ServedConversation) {
            Optional<ServedConversation> served = ServedConversation.open(services, name);
            if (served.isPresent()) {
                out.println("Loaded '" + name + "'.");
                return new Next.SwitchTo(served.get());
            }
        }
        LoadedModel loaded = LoadedModel.open(services, name, new GenerationArguments());
        try {
            Conversation next = Conversation.open(services, loaded, Optional.empty(), Map.of());
            out.println("Loaded '" + name + "'.");
            return new Next.SwitchTo(next);
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    private Next save(String name, Talk conversation) {
        if (name.isBlank()) {
            return told("Usage: /save NAME");
        }
        StoredModel saved = new ChatSaving(services).save(conversation, name);
        if (conversation.hasUnsavedSettings()) {
            out.println("The format and the wish about thinking are not part of a model; they were not saved.");
        }
        return told("Created new model '" + saved.name().display() + "'.");
    }

    private Next set(String rest, Talk conversation) {
        String[] words = rest.split("\\s+", 2);
        String value = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "parameter" -> setParameter(value, conversation);
            case "system" -> setSystem(value, conversation);
            case "history" -> {
                typing.keepHistory(true);
                yield told("History is kept.");
            }
            case "nohistory" -> {
                typing.keepHistory(false);
                yield told("History is not kept.");
            }
            case "wordwrap", "nowordwrap" -> {
                state.wordWrap(words[0].equals("wordwrap"));
                yield told(state.wordWrap() ? "Lines break between words." : "Lines do not break between words.");
            }
            case "verbose", "quiet" -> {
                state.verbose(words[0].equals("verbose"));
                yield told(state.verbose() ? "Timings are shown." : "Timings are not shown.");
            }
            case "format" -> {
                if (value.isBlank()) {
                    yield told("Usage: /set format json, a JSON schema, or a file with one");
                }
                conversation.format(value);
                yield told("Answers are held to the format.");
            }
            case "noformat" -> {
                conversation.format("");
                yield told("Answers are free.");
            }
            case "think", "nothink" -> {
                conversation.think(words[0].equals("nothink") ? "false" : value);
                yield told(words[0].equals("think") ? "The model thinks first." : "The model does not think first.");
            }
            case "" -> {
                out.print(ReplHelp.text("set"));
                yield STAY;
            }
            default -> told("Unknown setting '" + words[0] + "'. /help set shows the settings.");
        };
    }

    private Next setParameter(String rest, Talk conversation) {
        List<String> words = new ArrayList<>(List.of(rest.split("\\s+")));
        String name = words.removeFirst();
        if (words.isEmpty()) {
            return told("Usage: /set parameter NAME VALUE");
        }
        boolean isStop = name.equals("stop");
        if (!isStop && words.size() > 1) {
            return told("Parameter '" + name + "' takes one value.");
        }
        conversation.set(name, isStop ? List.copyOf(words) : words.getFirst());
        return told("Set parameter '" + name + "' to '" + String.join(" ", words) + "'.");
    }

    private Next setSystem(String first, Talk conversation) {
        if (first.isBlank()) {
            return told("Usage: /set system TEXT");
        }
        MultilineInput input = new MultilineInput();
        Optional<String> text = input.accept(first);
        while (text.isEmpty()) {
            if (!(typing.next("... ") instanceof Typing.Typed.Line line)) {
                return told("The system text is unchanged.");
            }
            text = input.accept(line.text());
        }
        conversation.system(unquoted(text.get()));
        return told("Set the system text.");
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private Next show(String what, Talk conversation) {
        LocatedModel located = conversation.located();
        switch (what.strip()) {
            case "info" -> {
                try (GgufFile file = located.open()) {
                    new ModelReport(out).print(file, Optional.of(conversation.details()), false, ShowCommand.packedBytes(services, located));
                }
            }
            case "license" -> told(orNone(String.join("\n", ShowCommand.licenses(located)), "license"));
            case "modelfile" -> out.print(ShowCommand.modelfile(services, located, conversation.details()));
            case "parameters" -> parameters(conversation);
            case "system" -> told(orNone(conversation.system().orElse(""), "system text"));
            case "template" -> told(orNone(ShowCommand.template(located).orElse(""), "template"));
            case "" -> out.print(ReplHelp.text("show"));
            default -> told("Unknown part '" + what.strip() + "'. /help show shows the parts.");
        }
        return STAY;
    }

    private static String orNone(String text, String what) {
        return text.isEmpty() ? "This model has no " + what + "." : text;
    }

    private void parameters(Talk conversation) {
        List<String> own = ShowCommand.parameterLines(conversation.located().details());
        out.println(own.isEmpty() ? "The model sets no parameters." : "Set by the model:\n  " + String.join("\n  ", own));
        List<String> chosen = ShowCommand.parameterLines(conversation.chosen());
        if (!chosen.isEmpty()) {
            out.println("Set by you:\n  " + String.join("\n  ", chosen));
        }
    }
}
