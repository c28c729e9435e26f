/**
 * Conversations: kept in a database of the user's folder, listed, searched, exported; entry class {@link hearth.studio.chat.ChatEndpoints}.
 * Only this package knows SQL.
 */
package hearth.studio.chat;
