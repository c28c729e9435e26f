package hearth.store;

import java.util.Locale;
import java.util.Set;

/** Which characters the parts of a name may have. The same on every platform, so a store can be moved between them. */
final class NameRules {
    private static final Set<String> RESERVED = Set.of("con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5",
            "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    private NameRules() {}

    /** Checks one part: a letter, digit or {@code _} first, then also the characters of {@code extra}. */
    static void check(String whole, String what, String part, int maxLength, String extra) {
        if (part.isEmpty()) {
            throw new InvalidNameException(whole, "the " + what + " is empty");
        }
        if (part.length() > maxLength) {
            throw new InvalidNameException(whole, "the " + what + " is longer than " + maxLength + " characters");
        }
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (!isWord(c) && (i == 0 || extra.indexOf(c) < 0)) {
                throw new InvalidNameException(whole, "the " + what + " has a character that is not allowed there");
            }
        }
        // Some file systems drop a trailing dot or give these names to devices.
        if (part.contains("..") || part.endsWith(".")) {
            throw new InvalidNameException(whole, "the " + what + " has a dot where none is allowed");
        }
        int dot = part.indexOf('.');
        if (RESERVED.contains((dot < 0 ? part : part.substring(0, dot)).toLowerCase(Locale.ROOT))) {
            throw new InvalidNameException(whole, "the " + what + " is a reserved device name");
        }
    }

    private static boolean isWord(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }
}
