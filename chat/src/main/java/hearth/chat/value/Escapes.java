package hearth.chat.value;

/** HTML escaping as markupsafe does it. */
public final class Escapes {
    private Escapes() {}

    /** {@code text} with the five special characters replaced; marks stay. */
    public static MarkedText html(MarkedText text, Budget budget) {
        String plain = text.text();
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        int from = 0;
        for (int i = 0; i < plain.length(); i++) {
            String escape = escape(plain.charAt(i));
            if (escape != null) {
                out.append(text, from, i).append(escape, text.trustedAt(i));
                from = i + 1;
            }
        }
        return out.append(text, from, plain.length()).build();
    }

    /** Text of {@code value} as it may stand in markup: escaped unless it is markup already. */
    public static MarkedText html(Value value, Budget budget) {
        if (value instanceof StringValue string && string.markup()) {
            return string.marked();
        }
        return html(Printer.text(value, budget), budget);
    }

    private static String escape(char unit) {
        return switch (unit) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&#34;";
            case '\'' -> "&#39;";
            default -> null;
        };
    }
}
