/** Messages and chat templates. It knows no tensors, models or tokenizers. */
module hearth.chat {
    requires transitive hearth.json;

    exports hearth.chat;
    exports hearth.chat.answer;
}
