package hearth.chat.template;

import hearth.chat.value.Arithmetic;
import hearth.chat.value.BoolValue;
import hearth.chat.value.DictValue;
import hearth.chat.value.ListValue;
import hearth.chat.value.MarkedTextBuilder;
import hearth.chat.value.Printer;
import hearth.chat.value.StringValue;
import hearth.chat.value.TupleValue;
import hearth.chat.value.UndefinedValue;
import hearth.chat.value.Value;
import java.util.ArrayList;
import java.util.List;

/** A part of a template that has a value. Nodes run themselves: a type switch would cost its bootstrap at each cold start. */
sealed interface Expression
        permits ChainedExpression,
                Expression.Literal,
                Expression.Variable,
                Expression.ListDisplay,
                Expression.TupleDisplay,
                Expression.DictDisplay,
                Expression.Concatenation,
                Expression.Conditional,
                Expression.Not,
                Expression.Signed {

    Value evaluate(Frame frame);

    /** A constant. */
    record Literal(Value value) implements Expression {
        @Override
        public Value evaluate(Frame frame) {
            return value;
        }
    }

    /** A name. */
    record Variable(String name) implements Expression {
        @Override
        public Value evaluate(Frame frame) {
            return frame.resolve(name);
        }
    }

    /** {@code [a, b]}. */
    record ListDisplay(List<Expression> items) implements Expression {
        @Override
        public Value evaluate(Frame frame) {
            return new ListValue(values(items, frame));
        }
    }

    /** {@code a, b}. */
    record TupleDisplay(List<Expression> items) implements Expression {
        @Override
        public Value evaluate(Frame frame) {
            return TupleValue.of(values(items, frame));
        }
    }

    private static List<Value> values(List<Expression> items, Frame frame) {
        frame.budget().values(items.size());
        List<Value> values = new ArrayList<>(items.size());
        for (Expression item : items) {
            values.add(frame.evaluate(item));
        }
        return values;
    }

    /** One pair of a dict display. */
    record Pair(Expression key, Expression value) {}

    /** <code>{a: b}</code>. */
    record DictDisplay(List<Pair> pairs) implements Expression {
        @Override
        public Value evaluate(Frame frame) {
            frame.budget().values(2L * pairs.size());
            DictValue dict = new DictValue();
            for (Pair pair : pairs) {
                Value key = frame.evaluate(pair.key());
                dict.put(key, frame.evaluate(pair.value()));
            }
            return dict;
        }
    }

    /** {@code a ~ b}: the texts of all parts. */
    record Concatenation(List<Expression> parts) implements Expression {
        @Override
        public Value evaluate(Frame frame) {
            MarkedTextBuilder out = new MarkedTextBuilder(frame.budget());
            Printer printer = new Printer(out, frame.budget());
            for (Expression part : parts) {
                printer.str(frame.evaluate(part));
            }
            return new StringValue(out.build());
        }
    }

    /** One {@code value if test}. */
    record Option(Expression test, Expression value) {}

    /** {@code a if b else c if d else e}; without a last {@code else} the value may be undefined. */
    record Conditional(List<Option> options, Expression otherwise) implements Expression {
        static final Expression NOTHING = new Literal(new UndefinedValue(
                "the inline if-expression evaluated to false and no else section was defined."));

        @Override
        public Value evaluate(Frame frame) {
            for (Option option : options) {
                if (frame.evaluate(option.test()).truthy()) {
                    return frame.evaluate(option.value());
                }
            }
            return frame.evaluate(otherwise);
        }
    }

    /** {@code not a}. */
    record Not(Expression operand) implements Expression {
        @Override
        public Value evaluate(Frame frame) {
            return BoolValue.of(!frame.evaluate(operand).truthy());
        }
    }

    /** {@code -a} or {@code +a}. */
    record Signed(Expression operand, boolean negative) implements Expression {
        @Override
        public Value evaluate(Frame frame) {
            Value value = frame.evaluate(operand);
            return negative ? Arithmetic.negate(value) : Arithmetic.positive(value);
        }
    }
}
