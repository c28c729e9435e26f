package hearth.chat.value;

/** A name, attribute or item that isn't there: prints as nothing, and any use beyond that fails with {@code reason}. */
public record UndefinedValue(String reason) implements Value {
    public static UndefinedValue ofName(String name) {
        return new UndefinedValue("'".concat(name).concat("' is undefined"));
    }

    /** {@code owner} has no such attribute. */
    public static UndefinedValue ofAttribute(Value owner, String name) {
        String described = owner == NoneValue.NONE ? "None" : owner.typeName().concat(" object");
        return new UndefinedValue(
                "'".concat(described).concat("' has no attribute '").concat(name).concat("'"));
    }

    public TemplateFault fault() {
        return TemplateFault.runtime(reason);
    }

    @Override
    public String typeName() {
        return "Undefined";
    }

    @Override
    public boolean truthy() {
        return false;
    }
}
