/**
 * Chat messages and the templates that turn them into a prompt. {@link hearth.chat.ChatTemplate} is the entry; nothing here
 * knows tokenizers or models.
 */
package hearth.chat;
