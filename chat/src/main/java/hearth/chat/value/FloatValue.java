package hearth.chat.value;

/** Python's {@code float}; {@code trusted}: no digit of it came from data. */
public record FloatValue(double number, boolean trusted) implements Value {
    @Override
    public String typeName() {
        return "float";
    }

    @Override
    public boolean truthy() {
        return number != 0;
    }
}
