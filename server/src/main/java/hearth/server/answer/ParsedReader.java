package hearth.server.answer;

import hearth.chat.ToolCall;
import hearth.chat.answer.AnswerParser;
import hearth.server.call.AnswerEvent;
import hearth.server.call.AnswerEvent.TextDelta;
import hearth.server.call.AnswerEvent.ThinkingDelta;
import hearth.server.call.AnswerEvent.ToolCallDelta;
import hearth.server.call.AnswerEvent.ToolCallFinished;
import hearth.server.call.AnswerEvent.ToolCallStarted;
import hearth.server.call.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Reasoning, text and tool calls, by the parser of the model's family. */
final class ParsedReader implements OutputReader {
    private static final String ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 8;

    private final int choice;
    private final AnswerParser parser;
    private final List<TokenLogprob> held = new ArrayList<>();
    private final List<String> callIds = new ArrayList<>();
    private boolean thinking;

    ParsedReader(int choice, AnswerParser parser) {
        this.choice = choice;
        this.parser = parser;
    }

    @Override
    public List<AnswerEvent> push(String text, List<TokenLogprob> logprobs) {
        held.addAll(logprobs);
        List<AnswerEvent> events = new ArrayList<>();
        parser.push(text, event -> add(event, events));
        return events;
    }

    @Override
    public List<AnswerEvent> finish() {
        List<AnswerEvent> events = new ArrayList<>();
        parser.finish(event -> add(event, events));
        if (!held.isEmpty()) {
            events.add(new TextDelta(choice, "", takeHeld()));
        }
        return events;
    }

    @Override
    public boolean isThinking() {
        return thinking;
    }

    private void add(hearth.chat.answer.AnswerEvent event, List<AnswerEvent> events) {
        thinking = event instanceof hearth.chat.answer.AnswerEvent.Thinking;
        events.add(switch (event) {
            case hearth.chat.answer.AnswerEvent.Text text -> new TextDelta(choice, text.text(), takeHeld());
            case hearth.chat.answer.AnswerEvent.Thinking text -> new ThinkingDelta(choice, text.text(), takeHeld());
            case hearth.chat.answer.AnswerEvent.CallBegun begun ->
                new ToolCallStarted(choice, begun.index(), id(begun.index()), begun.name());
            case hearth.chat.answer.AnswerEvent.CallArguments arguments ->
                new ToolCallDelta(choice, arguments.index(), arguments.piece());
            case hearth.chat.answer.AnswerEvent.CallFinished finished -> new ToolCallFinished(
                    choice, finished.index(), new ToolCall(id(finished.index()), finished.name(), finished.arguments()));
            // Nothing the model wrote is lost: what is no call after all is text.
            case hearth.chat.answer.AnswerEvent.CallBroken broken -> new TextDelta(choice, broken.source(), takeHeld());
        });
    }

    private List<TokenLogprob> takeHeld() {
        List<TokenLogprob> taken = List.copyOf(held);
        held.clear();
        return taken;
    }

    private String id(int index) {
        RandomGenerator random = ThreadLocalRandom.current();
        while (callIds.size() <= index) {
            StringBuilder id = new StringBuilder("call_");
            for (int i = 0; i < ID_LENGTH; i++) {
                id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
            }
            callIds.add(id.toString());
        }
        return callIds.get(index);
    }
}
