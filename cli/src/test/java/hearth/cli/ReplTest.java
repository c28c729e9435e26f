package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.engine.generate.Cancellation;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import hearth.store.StoredModel;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole chats with a generated model: typed lines in, screen out. */
class ReplTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Services services;
    private String model;

    /** Types what a script says; null stands for Ctrl-C. */
    private static final class Script implements Typing {
        private final Deque<Typed> lines = new ArrayDeque<>();
        private final List<String> prompts = new ArrayList<>();
        private final boolean cancels;
        private boolean history = true;

        Script(boolean cancels, String... typed) {
            this.cancels = cancels;
            for (String line : typed) {
                lines.add(line == null ? new Typed.Interrupted(false) : new Typed.Line(line));
            }
        }

        @Override
        public Typed next(String prompt) {
            prompts.add(prompt);
            return lines.isEmpty() ? new Typed.End() : lines.poll();
        }

        @Override
        public void interruptible(Cancellation cancellation, Runnable work) {
            if (cancels) {
                cancellation.cancel();
            }
            work.run();
        }

        @Override
        public void keepHistory(boolean keep) {
            history = keep;
        }

        @Override
        public int columns() {
            return 80;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void prepare() {
        CommandRunner runner = new CommandRunner(folder);
        services = new Services(runner.io("", out, err), BuildInfo.load());
        model = tiny("tiny.gguf");
    }

    private String tiny(String name) {
        return TinyLlama.create()
                .contextLength(512)
                .chatTemplate(TinyVocabulary.CHAT_TEMPLATE)
                .write(folder.resolve(name))
                .toString();
    }

    private String chat(Typing typing) {
        LoadedModel loaded = LoadedModel.open(services, model, new GenerationArguments());
        try (Conversation conversation = Conversation.open(services, loaded, Optional.empty(), Map.of())) {
            conversation.set("temperature", "0");
            conversation.set("num_predict", "5");
            new Repl(services, typing, conversation, new ReplState(false, false, true)).run();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private String chat(String... typed) {
        return chat(new Script(false, typed));
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void answersAndRemembers() {
        String first = chat("Hello", "/bye", "never read");
        assertThat(first).isNotBlank().endsWith("\n\n");
        out.reset();
        String both = chat("Hello", "Hello");
        assertThat(both).startsWith(first);
        assertThat(errors()).isEmpty();
    }

    @Test
    void joinsLinesBetweenMarks() {
        Script script = new Script(false, "\"\"\"one", "/bye is text here", "two\"\"\"");
        String answer = chat(script);
        assertThat(script.prompts).containsExactly(">>> ", "... ", "... ", ">>> ");
        assertThat(answer).endsWith("\n\n").doesNotContain("Unknown");
    }

    @Test
    void setsAndShows() {
        String screen = chat(
                "/set parameter top_k 7", "/set parameter stop a b", "/set system \"\"\"two", "lines\"\"\"", "/show system", "/show parameters",
                "/set verbose", "/set nowordwrap", "/show template", "/show license", "/show info", "/list");
        assertThat(screen).contains(
                "Set parameter 'top_k' to '7'.", "Set parameter 'stop' to 'a b'.", "Set the system text.", "two\nlines",
                "Set by you:\n", "  top_k                          7\n", "  stop                           \"b\"\n", "Timings are shown.", "Lines do not break between words.",
                TinyVocabulary.CHAT_TEMPLATE, "This model has no license.", "architecture", "NAME");
        assertThat(errors()).isEmpty();
    }

    @Test
    void verboseShowsTimings() {
        chat("/set verbose", "Hello");
        assertThat(errors()).contains("prompt eval count:", "eval rate:");
    }

    @Test
    void systemTextChangesTheAnswerAndClearKeepsIt() {
        chat("/set system You are terse and this text is long enough to matter.", "Hi", "/clear", "Hi");
        List<String> answers = List.of(out.toString(StandardCharsets.UTF_8).split("Cleared the conversation.\n"));
        assertThat(answers.get(0)).endsWith(answers.get(1));
    }

    @Test
    void wrongInputIsToldAndTheChatGoesOn() {
        String screen = chat(
                "/nope", "/set parameter top_k many", "/set parameter what 1", "/set parameter", "/load missing.gguf", "/show nothing",
                "/set format", "/set format nowhere.json", "/set think", "/set nothing", "/help set", "/?");
        assertThat(screen).contains(
                "Unknown command '/nope'", "Usage: /set parameter NAME VALUE", "Unknown part 'nothing'", "Usage: /set format json",
                "Unknown setting 'nothing'", "/set parameter NAME VALUE   num_predict", "/load MODEL");
        assertThat(errors()).contains("parameter top_k is 'many' but must be a whole number", "unknown parameter 'what'", "missing.gguf",
                "there is no file 'nowhere.json'", "this model does not mark its thinking");
    }

    @Test
    void aFormatHoldsTheAnswersUntilItIsLifted() {
        String screen = chat("/set parameter num_predict 200", "/set format {\"enum\": [\"yes\", \"no\"]}", "Well?", "/set noformat");
        assertThat(screen).contains("Answers are held to the format.", "Answers are free.").containsPattern("\"(yes|no)\"");
    }

    @Test
    void loadGoesOnWithAnotherModel() {
        String other = tiny("other.gguf");
        String screen = chat("Hello", "/load " + other, "/set parameter num_predict 3", "Hello");
        assertThat(screen).contains("Loaded '" + other + "'.").endsWith("\n\n");
        assertThat(errors()).isEmpty();
    }

    @Test
    void savesTheChatAsAModelThatGoesOnWhereItWas() throws IOException {
        String screen = chat("/set system You are terse.", "/set parameter top_k 7", "/set parameter stop <x> <y>", "Hello",
                "/save kept", "/clear", "/load kept", "/show system", "/show parameters", "/show modelfile", "Hello again", "/save other/kept:two");
        assertThat(errors()).isEqualTo("copying weights: 100% of 168 KB\n");
        String answer = screen.substring(0, screen.indexOf("\n\n")).split("'\\.\n")[2];
        assertThat(screen).contains("Created new model 'kept:latest'.", "Loaded 'kept'.\n>>> Hello\n" + answer + "\n\nYou are terse.\n",
                "Set by the model:\n  temperature                    0\n", "Created new model 'other/kept:two'.",
                "SYSTEM \"You are terse.\"\nPARAMETER temperature 0\nPARAMETER num_predict 5\nPARAMETER top_k 7\n"
                        + "PARAMETER stop <x>\nPARAMETER stop <y>\nMESSAGE user Hello\nMESSAGE assistant ");
        ModelStore store = services.store();
        StoredModel kept = store.require(ModelName.parse("kept"));
        StoredModel two = store.require(ModelName.parse("other/kept:two"));
        assertThat(store.details(kept).parameters()).containsEntry("top_k", 7L).containsEntry("stop", List.of("<x>", "<y>"));
        assertThat(store.details(two).messages()).hasSize(4);
        assertThat(store.weights(two)).isEqualTo(store.weights(kept)).hasSameBinaryContentAs(Path.of(model));
        assertThat(store.verify(two, (_, _, _) -> {}, new hearth.store.Cancellation()).isSound()).isTrue();
    }

    @Test
    void whatCantBeSavedIsToldAndNothingIsWritten() {
        String screen = chat("/save", "/save hf.co/a/b", "/save ./x.gguf", "/save a/b/c/d");
        assertThat(screen).isEqualTo("Usage: /save NAME\n");
        assertThat(errors()).contains("'hf.co/a/b' means something that is pulled", "'./x.gguf' means", "more than three parts");
        assertThat(folder.resolve("models")).doesNotExist();
    }

    @Test
    void savingSaysWhatAModelCantHold() {
        assertThat(chat("/set format json", "/save kept")).contains("they were not saved.\nCreated new model 'kept:latest'.");
    }

    @Test
    void aParameterOfLoadingLoadsAgain() {
        String screen = chat("Hello", "/set parameter num_ctx 64", "x".repeat(100));
        assertThat(screen).contains("Set parameter 'num_ctx' to '64'.");
        assertThat(errors()).contains("64");
    }

    @Test
    void controlCStopsTheAnswerAndNotTheProgram() {
        Script script = new Script(true, "Hello", "Hello");
        assertThat(chat(script)).isEqualTo("\n\n\n\n");
        assertThat(errors()).isEmpty();
    }

    @Test
    void controlCAtThePromptTellsHowToLeave() {
        Script script = new Script(false, null, "\"\"\"open", null, "/set nohistory");
        assertThat(chat(script)).startsWith("Use Ctrl-D or /bye to leave.\n").doesNotContain("Use Ctrl-D or /bye to leave.\nUse");
        assertThat(script.prompts).containsExactly(">>> ", ">>> ", "... ", ">>> ", ">>> ");
        assertThat(script.history).isFalse();
    }

    @Test
    void readsFromATerminalAndKeepsItsHistory() throws IOException {
        Path history = folder.resolve("history");
        byte[] typed = "/show system\r/bye\r".getBytes(StandardCharsets.UTF_8);
        try (Terminal terminal = new DumbTerminal("test", Terminal.TYPE_DUMB, new ByteArrayInputStream(typed),
                        new ByteArrayOutputStream(), StandardCharsets.UTF_8);
                Typing typing = TerminalTyping.on(terminal, Optional.of(history))) {
            assertThat(chat(typing)).isEqualTo("This model has no system text.\n");
        }
        assertThat(Files.readAllLines(history)).containsExactly("/show system", "/bye");
    }
}
