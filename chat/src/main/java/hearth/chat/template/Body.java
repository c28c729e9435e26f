package hearth.chat.template;

import java.util.List;

/** The statements of one block. */
record Body(List<Statement> statements) {
    static final Body EMPTY = new Body(List.of());

    /** Runs the statements until one of them breaks or continues a loop. */
    Signal execute(Frame frame) {
        frame.budget().enter();
        Signal signal = Signal.NEXT;
        for (int i = 0; i < statements.size() && signal == Signal.NEXT; i++) {
            frame.budget().step();
            signal = statements.get(i).execute(frame);
        }
        frame.budget().leave();
        return signal;
    }
}
