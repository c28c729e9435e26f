package hearth.chat.template;

import hearth.chat.value.MarkedText;
import hearth.chat.value.Printer;
import hearth.chat.value.StringValue;
import hearth.chat.value.Value;
import java.util.List;

/** A part of a template that does something: writes, assigns, or runs other statements. */
sealed interface Statement
        permits ForStatement,
                Statement.Text,
                Statement.Output,
                Statement.If,
                Statement.Set,
                Statement.SetBlock,
                Statement.Macro,
                Statement.CallBlock,
                Statement.FilterBlock,
                Statement.With,
                Statement.Scoped,
                Statement.LoopControl {

    Signal execute(Frame frame);

    /** Text between tags. */
    record Text(MarkedText text) implements Statement {
        @Override
        public Signal execute(Frame frame) {
            frame.out().append(text);
            return Signal.NEXT;
        }
    }

    /** <code>{{ value }}</code>. */
    record Output(Expression value, int line) implements Statement {
        @Override
        public Signal execute(Frame frame) {
            frame.run().at(line);
            Value result = frame.evaluate(value);
            new Printer(frame.out(), frame.budget()).str(result);
            return Signal.NEXT;
        }
    }

    /** One condition and what it guards. */
    record Branch(Expression test, Body body, int line) {}

    /** {@code if}, with its {@code elif} and {@code else}; it opens no scope. */
    record If(List<Branch> branches, Body otherwise) implements Statement {
        @Override
        public Signal execute(Frame frame) {
            for (Branch branch : branches) {
                frame.run().at(branch.line());
                if (frame.evaluate(branch.test()).truthy()) {
                    return branch.body().execute(frame);
                }
            }
            return otherwise.execute(frame);
        }
    }

    /** {@code set target = value}. */
    record Set(Target target, Expression value, int line) implements Statement {
        @Override
        public Signal execute(Frame frame) {
            frame.run().at(line);
            target.assign(frame.evaluate(value), frame);
            return Signal.NEXT;
        }
    }

    /** {@code set target} with a body whose text is the value. */
    record SetBlock(Target target, List<FilterStep> filters, Body body, int line) implements Statement {
        @Override
        public Signal execute(Frame frame) {
            Frame inner = frame.capturing();
            body.execute(inner);
            frame.run().at(line);
            Value text = new StringValue(inner.out().build());
            target.assign(FilterStep.applyAll(filters, text, frame), frame);
            return Signal.NEXT;
        }
    }

    /** Definition of a macro. */
    record Macro(MacroDefinition definition) implements Statement {
        @Override
        public Signal execute(Frame frame) {
            frame.scope().set(definition.name(), new MacroValue(definition, frame));
            return Signal.NEXT;
        }
    }

    /** {@code call macro(...)}: the body is given to the macro as {@code caller}. */
    record CallBlock(ChainedExpression.Call call, MacroDefinition caller, int line) implements Statement {
        @Override
        public Signal execute(Frame frame) {
            frame.run().at(line);
            Expression body = new Expression.Literal(new MacroValue(caller, frame));
            Value result = frame.evaluate(call.withArgument(MacroDefinition.CALLER, body));
            new Printer(frame.out(), frame.budget()).str(result);
            return Signal.NEXT;
        }
    }

    /** {@code filter name}: the body's text goes through filters. */
    record FilterBlock(List<FilterStep> filters, Body body, int line) implements Statement {
        @Override
        public Signal execute(Frame frame) {
            Frame inner = frame.capturing();
            body.execute(inner);
            frame.run().at(line);
            Value text = new StringValue(inner.out().build());
            new Printer(frame.out(), frame.budget()).str(FilterStep.applyAll(filters, text, frame));
            return Signal.NEXT;
        }
    }

    /** {@code with a = 1}: names for a block. */
    record With(List<Set> assignments, Body body) implements Statement {
        @Override
        public Signal execute(Frame frame) {
            Frame inner = frame.inner();
            for (Set assignment : assignments) {
                frame.run().at(assignment.line());
                assignment.target().assign(frame.evaluate(assignment.value()), inner);
            }
            return body.execute(inner);
        }
    }

    /** A block with a scope of its own and no other effect: {@code generation} marks text for training only. */
    record Scoped(Body body) implements Statement {
        @Override
        public Signal execute(Frame frame) {
            return body.execute(frame.inner());
        }
    }

    /** {@code break} or {@code continue}. */
    record LoopControl(Signal signal) implements Statement {
        @Override
        public Signal execute(Frame frame) {
            return signal;
        }
    }
}
