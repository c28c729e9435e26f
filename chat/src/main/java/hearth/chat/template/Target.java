package hearth.chat.template;

import hearth.chat.value.NamespaceValue;
import hearth.chat.value.Sequences;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.Value;
import java.util.List;

/** What a {@code set} or {@code for} assigns to. */
sealed interface Target {
    void assign(Value value, Frame frame);

    /** A name in the current scope. */
    record Name(String name) implements Target {
        @Override
        public void assign(Value value, Frame frame) {
            frame.scope().set(name, value);
        }
    }

    /** An attribute of a namespace. */
    record NamespaceAttribute(String namespace, String attribute) implements Target {
        @Override
        public void assign(Value value, Frame frame) {
            if (!(frame.resolve(namespace) instanceof NamespaceValue target)) {
                throw TemplateFault.runtime("cannot assign attribute on non-namespace object");
            }
            frame.budget().values(1);
            target.attributes().put(attribute, value);
        }
    }

    /** Several targets that share the items of one value. */
    record Unpacking(List<Target> targets) implements Target {
        @Override
        public void assign(Value value, Frame frame) {
            if (!Sequences.isIterable(value)) {
                throw TemplateFault.runtime("cannot unpack non-iterable " + value.typeName() + " object");
            }
            List<Value> items = Sequences.items(value, frame.budget());
            if (items.size() > targets.size()) {
                throw TemplateFault.runtime("too many values to unpack (expected " + targets.size() + ")");
            }
            if (items.size() < targets.size()) {
                throw TemplateFault.runtime(
                        "not enough values to unpack (expected " + targets.size() + ", got " + items.size() + ")");
            }
            for (int i = 0; i < targets.size(); i++) {
                targets.get(i).assign(items.get(i), frame);
            }
        }
    }
}
