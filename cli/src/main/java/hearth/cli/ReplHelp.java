package hearth.cli;

/** The texts of {@code /help}. */
final class ReplHelp {
    private static final String GENERAL =
            """
            Commands:
              /set            Change a setting of this chat
              /show           Show something about the model
              /load MODEL     Go on with another model
              /save NAME      Keep the model with this chat's system text, parameters and messages under a new name
              /list [PREFIX]  List the models on this machine
              /clear          Forget the conversation
              /bye, /exit     Leave (or Ctrl-D)
              /?, /help       This help; /help set, /help show and /help shortcuts tell more

            Begin a line with \""" to write several lines, and end them with \""".
            """;
    private static final String SET =
            """
            Settings:
              /set parameter NAME VALUE   num_predict, num_ctx, num_thread, num_batch, temperature, top_k, top_p, min_p,
                                          typical_p, repeat_penalty, repeat_last_n, presence_penalty, frequency_penalty,
                                          seed, stop (several values)
              /set system TEXT            System text
              /set history, nohistory     Whether typed lines are kept
              /set wordwrap, nowordwrap   Whether lines break between words
              /set verbose, quiet         Whether timings are shown
              /set format FORMAT          json, a JSON schema, or a file with a schema or a .gbnf grammar
              /set noformat               Answers are free again
              /set think [LEVEL], nothink Whether a model that can reasons first
            """;
    private static final String SHOW =
            """
            Parts:
              /show info         What the model is
              /show license      Its license
              /show modelfile    All that a saved model would have, as a Modelfile
              /show parameters   What it sets, and what you set
              /show system       The system text
              /show template     Its chat template
            """;
    private static final String SHORTCUTS =
            """
            Keys:
              Ctrl-A, Ctrl-E      Begin and end of the line
              Alt-B, Alt-F        A word back and forward
              Ctrl-K, Ctrl-U      Delete to the end and to the begin of the line
              Ctrl-W              Delete the word before
              Ctrl-J              Begin a new line in the message
              Ctrl-L              Clear the screen
              Up, Down            Earlier and later lines
              Ctrl-C              Stop the answer, or throw the line away
              Ctrl-D              Leave
            """;

    private ReplHelp() {}

    static String text(String topic) {
        return switch (topic.strip().replaceFirst("^/", "")) {
            case "set" -> SET;
            case "show" -> SHOW;
            case "shortcuts" -> SHORTCUTS;
            default -> GENERAL;
        };
    }
}
