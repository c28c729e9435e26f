package hearth.tokenizer.split;

/**
 * Cuts out runs of certain characters, {@code X{min,max}}, perhaps with a space before them, and leaves what lies between them in one piece each.
 */
final class RunSplitter implements StepSplitter {
    /** What may stand before a run and belongs to it. */
    enum Lead {
        NOTHING,
        /** {@code  ?} */
        SPACE,
        /** {@code \s?} */
        WHITE_SPACE
    }

    private final Lead lead;
    private final int min;
    private final int max;
    private final CharacterSet members;
    private final boolean[] ascii = new boolean[0x80];

    /**
     * @param lead what before a run belongs to it
     * @param min the fewest characters of a run
     * @param max the most
     * @param members the code points of a run; what may lead is none of them
     */
    RunSplitter(Lead lead, int min, int max, CharacterSet members) {
        this.lead = lead;
        this.min = min;
        this.max = max;
        this.members = members;
        for (int c = 0; c < ascii.length; c++) {
            ascii[c] = members.contains(c);
        }
    }

    @Override
    public int next(char[] text, int from, int end) {
        int stop = match(text, from, end);
        if (stop > from) {
            return stop;
        }
        int at = from;
        do {
            at = Scan.after(text, at, end);
        } while (at < end && !begins(text, at, end));
        return at;
    }

    private boolean begins(char[] text, int at, int end) {
        boolean candidate = isMember(text, at, end) || lead != Lead.NOTHING;
        return candidate && match(text, at, end) > at;
    }

    /** The end of the run at {@code at}, or {@code at} if none begins there. Reads at most {@code min + 1} of a failed run. */
    private int match(char[] text, int at, int end) {
        int start = at;
        boolean leads = switch (lead) {
            case NOTHING -> false;
            case SPACE -> text[at] == ' ';
            case WHITE_SPACE -> (Scan.classAt(text, at, end) & CharacterClass.SPACE) != 0;
        };
        if (leads) {
            start = at + 1;
        }
        int stop = start;
        int count = 0;
        while (count < max && stop < end && isMember(text, stop, end)) {
            stop = Scan.after(text, stop, end);
            count++;
        }
        return count >= min ? stop : at;
    }

    private boolean isMember(char[] text, int at, int end) {
        char c = text[at];
        if (c < 0x80) {
            return ascii[c];
        }
        return members.contains(Character.isHighSurrogate(c) && at + 1 < end ? Character.toCodePoint(c, text[at + 1]) : c);
    }
}
