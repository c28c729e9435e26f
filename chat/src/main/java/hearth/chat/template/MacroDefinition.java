package hearth.chat.template;

import java.util.List;

/**
 * A macro as written.
 *
 * @param takesRest whether the body names {@code varargs}, so that more positional arguments may be given
 * @param takesNamedRest the same for {@code kwargs}
 * @param takesCaller the same for {@code caller}
 */
record MacroDefinition(
        String name,
        List<Parameter> parameters,
        Body body,
        boolean takesRest,
        boolean takesNamedRest,
        boolean takesCaller) {
    static final String CALLER = "caller";

    /** One parameter; {@code fallback} is null if it has none. */
    record Parameter(String name, Expression fallback) {}
}
