package hearth.chat.value;

/** A value of the template language, with the behaviour of its Python twin. */
public sealed interface Value
        permits StringValue,
                IntValue,
                FloatValue,
                BoolValue,
                NoneValue,
                UndefinedValue,
                ListValue,
                TupleValue,
                DictValue,
                RangeValue,
                ViewValue,
                IteratorValue,
                NamespaceValue,
                FunctionValue {

    /** Python's name of the type, as error messages show it. */
    String typeName();

    /** Python's {@code bool(value)}. */
    boolean truthy();
}
