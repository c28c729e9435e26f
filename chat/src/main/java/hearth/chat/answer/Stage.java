package hearth.chat.answer;

/** One state of a parser. */
interface Stage {
    /** Takes what it understands; returns the stage that goes on, or null when more text is needed (never at the end of the text). */
    Stage step(Pending in, AnswerSink out);
}
