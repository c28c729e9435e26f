package hearth.store;

/**
 * Name of a model in the store and in a registry: {@code [host[:port]/][namespace/]model[:tag]}.
 *
 * @param host registry host, with its port when it has one
 * @param namespace owner at that host
 * @param model model name
 * @param tag variant
 */
public record ModelName(String host, String namespace, String model, String tag) {
    public static final String DEFAULT_HOST = "registry.ollama.ai";
    public static final String DEFAULT_NAMESPACE = "library";
    public static final String DEFAULT_TAG = "latest";
    private static final int MAX_HOST = 255;
    private static final int MAX_PART = 80;

    public ModelName {
        String whole = host + "/" + namespace + "/" + model + ":" + tag;
        checkHost(whole, host);
        NameRules.check(whole, "namespace", namespace, MAX_PART, "-");
        NameRules.check(whole, "model", model, MAX_PART, "-.");
        NameRules.check(whole, "tag", tag, MAX_PART, "-.");
    }

    /** Parses a name from the right: tag, model, namespace, host; what is missing gets its default. */
    public static ModelName parse(String text) {
        String rest = text;
        int scheme = rest.indexOf("://");
        if (scheme >= 0) {
            String name = rest.substring(0, scheme);
            if (!name.equals("https") && !name.equals("http")) {
                throw new InvalidNameException(text, "only https:// may stand before a name");
            }
            rest = rest.substring(scheme + 3);
        }
        String tag = DEFAULT_TAG;
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
        }
        String[] parts = rest.split("/", -1);
        try {
            return switch (parts.length) {
                case 1 -> new ModelName(DEFAULT_HOST, DEFAULT_NAMESPACE, parts[0], tag);
                case 2 -> new ModelName(DEFAULT_HOST, parts[0], parts[1], tag);
                case 3 -> new ModelName(parts[0], parts[1], parts[2], tag);
                default -> throw new InvalidNameException(text, "it has more than three parts");
            };
        } catch (InvalidNameException e) {
            // The text the user typed says more than the name with all defaults filled in.
            throw new InvalidNameException(text, e.reason());
        }
    }

    /** The shortest text that parses to this name, always with its tag. */
    public String display() {
        String end = model + ":" + tag;
        if (!host.equals(DEFAULT_HOST)) {
            return host + "/" + namespace + "/" + end;
        }
        return namespace.equals(DEFAULT_NAMESPACE) ? end : namespace + "/" + end;
    }

    /** True when both name the same model; letter case does not count. */
    public boolean sameAs(ModelName other) {
        return host.equalsIgnoreCase(other.host) && namespace.equalsIgnoreCase(other.namespace)
                && model.equalsIgnoreCase(other.model) && tag.equalsIgnoreCase(other.tag);
    }

    private static void checkHost(String whole, String host) {
        int colon = host.indexOf(':');
        NameRules.check(whole, "host", colon < 0 ? host : host.substring(0, colon), MAX_HOST, "-.");
        if (colon >= 0 && !host.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new InvalidNameException(whole, "the port is not a number");
        }
    }

    @Override
    public String toString() {
        return display();
    }
}
