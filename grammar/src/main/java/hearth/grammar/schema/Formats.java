package hearth.grammar.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The formats of strings that are enforced, as patterns; each stays within its standard but need not cover all of it. The
 * standard takes {@code format} for an annotation, so other formats are left to the model.
 */
final class Formats {
    private static final String LEAP_DAY = "(?:[1-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)-02-29";
    private static final String DATE = "(?:" + LEAP_DAY + "|[1-9][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
            + "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])))";
    private static final String HOUR_MINUTE = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
    private static final String TIME = HOUR_MINUTE + ":[0-5][0-9](?:\\.[0-9]{1,6})?(?:Z|[+-]" + HOUR_MINUTE + ")";
    private static final String UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,40}[A-Za-z0-9])?";
    private static final String HOST = LABEL + "(?:\\." + LABEL + "){0,3}";
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final String DURATION_TIME = "T(?:[0-9]{1,6}H(?:[0-9]{1,6}M(?:[0-9]{1,6}S)?)?|[0-9]{1,6}M(?:[0-9]{1,6}S)?|[0-9]{1,6}S)";
    private static final String DURATION_DATE = "(?:[0-9]{1,6}Y(?:[0-9]{1,6}M(?:[0-9]{1,6}D)?)?|[0-9]{1,6}M(?:[0-9]{1,6}D)?|[0-9]{1,6}D)";

    private static final Map<String, String> PATTERNS = patterns();

    private Formats() {}

    /** The pattern of a format, anchored; empty if it is not enforced. */
    static Optional<String> pattern(String format) {
        return Optional.ofNullable(PATTERNS.get(format)).map(pattern -> "^(?:" + pattern + ")$");
    }

    private static Map<String, String> patterns() {
        Map<String, String> patterns = new HashMap<>();
        patterns.put("date", DATE);
        patterns.put("time", TIME);
        patterns.put("date-time", DATE + "T" + TIME);
        patterns.put("duration", "P(?:" + DURATION_DATE + "(?:" + DURATION_TIME + ")?|" + DURATION_TIME + "|[0-9]{1,6}W)");
        for (String version : new String[] {"", "1", "2", "3", "4", "5"}) {
            patterns.put("uuid" + version, UUID);
        }
        patterns.put("email", "[A-Za-z0-9_+-]{1,40}(?:\\.[A-Za-z0-9_+-]{1,20}){0,2}@" + HOST);
        patterns.put("hostname", HOST);
        patterns.put("ipv4", OCTET + "(?:\\." + OCTET + "){3}");
        patterns.put("ipv6", "[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){7}");
        patterns.put("uri", "[a-z][a-z0-9+.-]{1,20}://" + HOST + "(?::[0-9]{1,4})?(?:/[A-Za-z0-9._~!$&'()*+,;=:@-]*)*"
                + "(?:\\?[A-Za-z0-9._~!$&'()*+,;=:@/?-]*)?(?:#[A-Za-z0-9._~!$&'()*+,;=:@/?-]*)?");
        return Map.copyOf(patterns);
    }
}
