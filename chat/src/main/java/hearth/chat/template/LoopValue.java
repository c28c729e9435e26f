package hearth.chat.template;

import hearth.chat.value.Arguments;
import hearth.chat.value.BoolValue;
import hearth.chat.value.Budget;
import hearth.chat.value.Comparisons;
import hearth.chat.value.FunctionValue;
import hearth.chat.value.IntValue;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.TupleValue;
import hearth.chat.value.UndefinedValue;
import hearth.chat.value.Value;
import java.util.List;

/** The {@code loop} of a for statement; a recursive loop can be called with the items of the next level. */
final class LoopValue extends FunctionValue {
    private final ForStatement statement;
    private final Frame home;
    private final List<Value> rounds;
    private final int depth;
    private int index;
    private Value lastSeen;

    LoopValue(ForStatement statement, Frame home, List<Value> rounds, int depth) {
        this.statement = statement;
        this.home = home;
        this.rounds = rounds;
        this.depth = depth;
    }

    void moveTo(int round) {
        index = round;
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public String typeName() {
        return "LoopContext";
    }

    @Override
    public Value attribute(String name) {
        return switch (name) {
            case "index" -> IntValue.of(index + 1L);
            case "index0" -> IntValue.of(index);
            case "revindex" -> IntValue.of(rounds.size() - index);
            case "revindex0" -> IntValue.of(rounds.size() - index - 1L);
            case "first" -> BoolValue.of(index == 0);
            case "last" -> BoolValue.of(index == rounds.size() - 1);
            case "length" -> IntValue.of(rounds.size());
            case "depth" -> IntValue.of(depth + 1L);
            case "depth0" -> IntValue.of(depth);
            case "previtem" ->
                index == 0 ? new UndefinedValue("there is no previous item") : rounds.get(index - 1);
            case "nextitem" ->
                index == rounds.size() - 1 ? new UndefinedValue("there is no next item") : rounds.get(index + 1);
            case "cycle", "changed" -> new LoopFunction(name);
            default -> null;
        };
    }

    @Override
    public Value call(Arguments arguments, Budget budget) {
        Value items = arguments.bind("loop", 1, "iterable")[0];
        if (!statement.recursive()) {
            throw TemplateFault.runtime("The loop must have the 'recursive' marker to be called recursively.");
        }
        budget.enterCall();
        Frame frame = home.capturing();
        statement.run(items, frame, depth + 1);
        budget.leaveCall();
        return new StringValue(frame.out().build());
    }

    /** {@code loop.cycle(a, b)} and {@code loop.changed(a)}. */
    private final class LoopFunction extends FunctionValue {
        private final String name;

        LoopFunction(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Value call(Arguments arguments, Budget budget) {
            List<Value> values = arguments.positional();
            if (name.equals("cycle")) {
                if (values.isEmpty()) {
                    throw TemplateFault.runtime("no items for cycling given");
                }
                return values.get(index % values.size());
            }
            Value seen = TupleValue.of(values);
            boolean changed = lastSeen == null || !Comparisons.equal(seen, lastSeen, budget);
            lastSeen = seen;
            return BoolValue.of(changed);
        }
    }
}
