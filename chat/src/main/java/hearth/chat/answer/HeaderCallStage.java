package hearth.chat.answer;

import java.util.List;
import java.util.function.UnaryOperator;

/** A call whose name stands before its arguments: a header up to the first brace, a JSON object, closing markers. */
final class HeaderCallStage implements Stage {
    private static final int MAX_HEADER = 512;

    private final UnaryOperator<String> nameOf;
    private final List<String> closers;
    private final Stage next;
    private final JsonScanner scanner = new JsonScanner();
    private final StringBuilder arguments = new StringBuilder();
    private String name;
    private boolean whole;

    /**
     * @param nameOf the name in a header; empty if there is none
     * @param closers markers after the arguments, each left out where it is
     */
    HeaderCallStage(UnaryOperator<String> nameOf, List<String> closers, Stage next) {
        this.nameOf = nameOf;
        this.closers = closers;
        this.next = next;
    }

    @Override
    public Stage step(Pending in, AnswerSink out) {
        if (name == null) {
            return readHeader(in, out);
        }
        return whole ? close(in) : readArguments(in, out);
    }

    private Stage readHeader(Pending in, AnswerSink out) {
        int brace = in.indexOf("{");
        if (brace < 0 && in.length() <= MAX_HEADER && !in.ended()) {
            return null;
        }
        String found = brace < 0 || brace > MAX_HEADER ? "" : nameOf.apply(in.take(brace));
        if (found.isEmpty()) {
            out.notACall(in.sinceMark());
            return next;
        }
        name = found;
        out.begin(name);
        return this;
    }

    private Stage readArguments(Pending in, AnswerSink out) {
        int count = 0;
        boolean fits = true;
        while (fits && !whole && count < in.length()) {
            fits = scanner.accept(in.charAt(count++));
            whole = scanner.depth() == 0;
        }
        String piece = in.take(count);
        arguments.append(piece);
        if (!fits || !whole && in.ended()) {
            out.notACall(in.sinceMark());
            return next;
        }
        out.arguments(piece);
        if (!whole) {
            return null;
        }
        try {
            out.finish(name, hearth.json.Json.parseObject(arguments.toString()));
        } catch (hearth.json.JsonException e) {
            out.notACall(in.sinceMark());
            return next;
        }
        return this;
    }

    private Stage close(Pending in) {
        in.skipBlanks();
        for (String closer : closers) {
            switch (in.takeIf(closer)) {
                case YES -> {
                    return this;
                }
                case MAYBE -> {
                    return null;
                }
                case NO -> {}
            }
        }
        return in.isEmpty() && !in.ended() ? null : next;
    }
}
