package hearth.chat.template;

/** How a statement ended. */
enum Signal {
    NEXT,
    BREAK,
    CONTINUE
}
