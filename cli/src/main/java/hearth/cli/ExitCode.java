package hearth.cli;

/** What the process tells its caller; listed in the help of {@code hearth}. */
final class ExitCode {
    static final int OK = 0;
    /** The command could not do what was asked. */
    static final int ERROR = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** Stopped by Ctrl-C: 128 + SIGINT, as shells expect. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
