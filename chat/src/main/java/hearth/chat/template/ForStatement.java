package hearth.chat.template;

import hearth.chat.value.Sequences;
import hearth.chat.value.Value;
import java.util.ArrayList;
import java.util.List;

/** {@code for target in iterable if test recursive}; {@code test} is null if there is none. Each round has its own scope. */
record ForStatement(
        Target target, Expression iterable, Expression test, boolean recursive, Body body, Body otherwise, int line)
        implements Statement {

    @Override
    public Signal execute(Frame frame) {
        frame.run().at(line);
        run(frame.evaluate(iterable), frame, 0);
        return Signal.NEXT;
    }

    /** Loops over {@code items}; {@code depth} counts recursive calls from 0. */
    void run(Value items, Frame frame, int depth) {
        List<Value> rounds = test == null ? Sequences.copy(items, frame.budget()) : filtered(items, frame);
        LoopValue loop = new LoopValue(this, frame, rounds, depth);
        for (int i = 0; i < rounds.size(); i++) {
            frame.budget().step();
            Frame round = frame.inner();
            loop.moveTo(i);
            round.scope().set("loop", loop);
            frame.run().at(line);
            target.assign(rounds.get(i), round);
            if (body.execute(round) == Signal.BREAK) {
                break;
            }
        }
        if (rounds.isEmpty()) {
            otherwise.execute(frame.inner());
        }
    }

    private List<Value> filtered(Value items, Frame frame) {
        List<Value> kept = new ArrayList<>();
        for (Value item : Sequences.copy(items, frame.budget())) {
            frame.budget().step();
            Frame round = frame.inner();
            target.assign(item, round);
            if (round.evaluate(test).truthy()) {
                kept.add(item);
            }
        }
        return kept;
    }
}
