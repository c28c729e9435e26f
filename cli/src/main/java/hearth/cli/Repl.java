package hearth.cli;

import hearth.chat.Message;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationResult;
import java.io.PrintStream;
import java.util.Optional;

/** The chat at the prompt: reads messages and commands until the user leaves. */
final class Repl {
    private static final String PROMPT = ">>> ";
    private static final String CONTINUED = "... ";

    private final Services services;
    private final Typing typing;
    private final ReplState state;
    private final ReplCommands commands;
    private final MultilineInput input = new MultilineInput();
    private Talk conversation;

    /** The caller closes the conversation it gave; one that {@code /load} opens replaces and closes it. */
    Repl(Services services, Typing typing, Talk conversation, ReplState state) {
        this.services = services;
        this.typing = typing;
        this.conversation = conversation;
        this.state = state;
        this.commands = new ReplCommands(services, typing, state);
    }

    void run() {
        Talk first = conversation;
        try {
            showEarlierMessages();
            boolean goesOn = true;
            while (goesOn) {
                goesOn = switch (typing.next(input.isOpen() ? CONTINUED : PROMPT)) {
                    case Typing.Typed.Line line -> accept(line.text());
                    case Typing.Typed.Interrupted interrupted -> interrupted(interrupted.hadText());
                    case Typing.Typed.End _ -> false;
                };
            }
        } finally {
            if (conversation != first) {
                conversation.close();
            }
        }
    }

    private void showEarlierMessages() {
        conversation.messages().forEach(message -> {
            switch (message.role()) {
                case Message.USER -> out().println(PROMPT + ChatSaving.text(message));
                case Message.ASSISTANT -> out().println(ChatSaving.text(message) + "\n");
                default -> {}
            }
        });
    }

    private boolean interrupted(boolean hadText) {
        if (!hadText && !input.isOpen()) {
            out().println("Use Ctrl-D or /bye to leave.");
        }
        input.cancel();
        return true;
    }

    private boolean accept(String line) {
        boolean began = !input.isOpen();
        // "/set system" opens its own text with the same marks; it reads them itself.
        if (began && line.startsWith("/")) {
            return command(line.strip());
        }
        input.accept(line).filter(text -> !text.isBlank()).ifPresent(this::answer);
        return true;
    }

    private boolean command(String line) {
        try {
            return switch (commands.run(line, conversation)) {
                case ReplCommands.Next.Leave _ -> false;
                case ReplCommands.Next.Stay _ -> true;
                case ReplCommands.Next.SwitchTo next -> {
                    switchTo(next.conversation());
                    yield true;
                }
            };
        } catch (RuntimeException e) {
            services.io().err().println("Error: " + Errors.message(e));
            return true;
        }
    }

    private void switchTo(Talk next) {
        Talk before = conversation;
        conversation = next;
        before.close();
        showEarlierMessages();
    }

    private void answer(String text) {
        Optional<WordWrap> wrap = state.wordWrap() ? Optional.of(new WordWrap(typing.columns())) : Optional.empty();
        Cancellation cancellation = new Cancellation();
        typing.interruptible(cancellation, () -> {
            try {
                AnswerPrinter printer = new AnswerPrinter(out(), wrap, state.showsThinking());
                GenerationResult result = conversation.answer(text, cancellation, printer);
                printer.endThinking();
                out().println("\n");
                if (state.verbose()) {
                    TimingReport.print(services.io().err(), result.usage(), 0);
                }
            } catch (RuntimeException e) {
                services.io().err().println("Error: " + Errors.message(e));
            }
        });
    }

    private PrintStream out() {
        return services.io().out();
    }
}
