package hearth.chat.template;

import hearth.chat.builtin.Members;
import hearth.chat.builtin.Tests;
import hearth.chat.value.Arguments;
import hearth.chat.value.Arithmetic;
import hearth.chat.value.BoolValue;
import hearth.chat.value.Budget;
import hearth.chat.value.Comparisons;
import hearth.chat.value.FunctionValue;
import hearth.chat.value.Subscripts;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.UndefinedValue;
import hearth.chat.value.Value;
import java.util.ArrayList;
import java.util.List;

/** An expression that continues another one to its left; a chain of any length runs in a loop, not on the stack. */
sealed interface ChainedExpression extends Expression {
    /** What stands to the left. */
    Expression operand();

    /** The value, given that of the operand. */
    Value apply(Value left, Frame frame);

    @Override
    default Value evaluate(Frame frame) {
        if (!(operand() instanceof ChainedExpression inner)) {
            return apply(frame.evaluate(operand()), frame);
        }
        List<ChainedExpression> links = new ArrayList<>();
        links.add(this);
        links.add(inner);
        while (inner.operand() instanceof ChainedExpression next) {
            links.add(next);
            inner = next;
        }
        Value value = frame.evaluate(inner.operand());
        for (int i = links.size() - 1; i >= 0; i--) {
            frame.budget().step();
            value = links.get(i).apply(value, frame);
        }
        return value;
    }

    /** {@code a.name}. */
    record Attribute(Expression operand, String name, int line) implements ChainedExpression {
        @Override
        public Value apply(Value left, Frame frame) {
            frame.run().at(line);
            return Members.attribute(left, name);
        }
    }

    /** {@code a[key]}. */
    record Item(Expression operand, Expression key, int line) implements ChainedExpression {
        @Override
        public Value apply(Value left, Frame frame) {
            Value keyValue = frame.evaluate(key);
            frame.run().at(line);
            return Members.item(left, keyValue, frame.budget());
        }
    }

    /** {@code a[start:stop:step]}; a part left out is the literal None. */
    record Slice(Expression operand, Expression start, Expression stop, Expression step, int line)
            implements ChainedExpression {
        @Override
        public Value apply(Value left, Frame frame) {
            Value from = frame.evaluate(start);
            Value to = frame.evaluate(stop);
            Value stride = frame.evaluate(step);
            frame.run().at(line);
            return Subscripts.slice(left, from, to, stride, frame.budget());
        }
    }

    /** {@code a(...)}. */
    record Call(Expression operand, ArgumentList arguments, int line) implements ChainedExpression {
        /** This call with one more, named argument. */
        Call withArgument(String name, Expression value) {
            return new Call(operand, arguments.with(name, value), line);
        }

        @Override
        public Value apply(Value left, Frame frame) {
            frame.run().at(line);
            if (left instanceof UndefinedValue undefined) {
                throw undefined.fault();
            }
            if (!(left instanceof FunctionValue function)) {
                throw TemplateFault.runtime("'" + left.typeName() + "' object is not callable");
            }
            Arguments values = arguments.evaluate(frame);
            frame.run().at(line);
            return function.call(values, frame.budget());
        }
    }

    /** {@code a | name(...)}. */
    record Filter(Expression operand, FilterStep step) implements ChainedExpression {
        @Override
        public Value apply(Value left, Frame frame) {
            return step.apply(left, frame);
        }
    }

    /** {@code a is name(...)}. */
    record Test(Expression operand, String name, ArgumentList arguments, boolean negated, int line)
            implements ChainedExpression {
        @Override
        public Value apply(Value left, Frame frame) {
            Arguments values = arguments.evaluate(frame);
            frame.run().at(line);
            return BoolValue.of(Tests.holds(name, left, values, frame.budget()) != negated);
        }
    }

    /** An arithmetic operator. */
    record Binary(Expression operand, String operator, Expression right, int line) implements ChainedExpression {
        @Override
        public Value apply(Value left, Frame frame) {
            Value other = frame.evaluate(right);
            frame.run().at(line);
            Budget budget = frame.budget();
            return switch (operator) {
                case "+" -> Arithmetic.add(left, other, budget);
                case "-" -> Arithmetic.subtract(left, other);
                case "*" -> Arithmetic.multiply(left, other, budget);
                case "/" -> Arithmetic.divide(left, other);
                case "//" -> Arithmetic.floorDivide(left, other);
                case "%" -> Arithmetic.modulo(left, other, budget);
                default -> Arithmetic.power(left, other);
            };
        }
    }

    /** {@code a and b}, {@code a or b}: the value that decided. */
    record Logical(Expression operand, boolean and, Expression right) implements ChainedExpression {
        @Override
        public Value apply(Value left, Frame frame) {
            return left.truthy() == and ? frame.evaluate(right) : left;
        }
    }

    /** One step of a comparison. */
    record Relation(String operator, Expression right) {}

    /** {@code a < b <= c}: all steps must hold, each operand is read once. */
    record Comparison(Expression operand, List<Relation> relations, int line) implements ChainedExpression {
        @Override
        public Value apply(Value left, Frame frame) {
            Value current = left;
            for (Relation relation : relations) {
                Value other = frame.evaluate(relation.right());
                frame.run().at(line);
                if (!holds(relation.operator(), current, other, frame.budget())) {
                    return BoolValue.FALSE;
                }
                current = other;
            }
            return BoolValue.TRUE;
        }

        private static boolean holds(String operator, Value left, Value right, Budget budget) {
            return switch (operator) {
                case "==" -> Comparisons.equal(left, right, budget);
                case "!=" -> !Comparisons.equal(left, right, budget);
                case "in" -> Comparisons.contains(right, left, budget);
                case "not in" -> !Comparisons.contains(right, left, budget);
                default -> Comparisons.holds(left, right, operator, budget);
            };
        }
    }
}
