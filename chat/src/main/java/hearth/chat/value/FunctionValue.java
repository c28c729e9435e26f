package hearth.chat.value;

/** Something a template can call: a macro, a method bound to its value, a global function, the loop object. */
public abstract non-sealed class FunctionValue implements Value {
    /** Name for messages. */
    public abstract String name();

    public abstract Value call(Arguments arguments, Budget budget);

    /** The attribute {@code name}, or null; most functions have none. */
    public Value attribute(String name) {
        return null;
    }

    /** Whether {@code is callable} holds. */
    public boolean callable() {
        return true;
    }

    @Override
    public String typeName() {
        return "function";
    }

    @Override
    public boolean truthy() {
        return true;
    }
}
