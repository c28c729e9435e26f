package hearth.format.gguf;

/** Untrusted names made safe for a message: short, and without control characters that could forge log lines. */
final class Quoted {
    private static final int MAX_LENGTH = 100;

    private Quoted() {}

    static String of(String name) {
        StringBuilder quoted = new StringBuilder("'");
        name.codePoints()
                .limit(MAX_LENGTH)
                .forEach(point -> quoted.appendCodePoint(Character.isISOControl(point) ? '?' : point));
        return quoted.append(name.length() > MAX_LENGTH ? "…'" : "'").toString();
    }
}
