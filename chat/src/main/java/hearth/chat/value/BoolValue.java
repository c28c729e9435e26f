package hearth.chat.value;

/** Python's {@code bool}. */
public enum BoolValue implements Value {
    TRUE,
    FALSE;

    public static BoolValue of(boolean truth) {
        return truth ? TRUE : FALSE;
    }

    @Override
    public String typeName() {
        return "bool";
    }

    @Override
    public boolean truthy() {
        return this == TRUE;
    }
}
