package hearth.studio.chat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Conversations in the tables of an open database. Every value is a parameter, never a part of a statement. */
final class ChatRows {
    private static final String SUMMARY = "SELECT c.id, c.title, c.folder, c.model, c.updated, c.message_count FROM conversation c";
    private static final String NEWEST_FIRST = " ORDER BY c.updated DESC, c.id";

    private final Connection connection;

    /** What is made of a row. */
    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    ChatRows(Connection connection) {
        this.connection = connection;
    }

    /** Ends a transaction: what was done so far stays, whatever comes. */
    void commit() throws SQLException {
        connection.commit();
    }

    List<ChatSummary> summaries() throws SQLException {
        return all(SUMMARY + NEWEST_FIRST, ChatRows::summary);
    }

    /** Those whose texts contain these folded words, newest first. */
    List<ChatSummary> containing(String words, int limit) throws SQLException {
        String sql = SUMMARY + " JOIN search_text s ON s.id = c.id WHERE LOCATE(?, s.words) > 0" + NEWEST_FIRST + " LIMIT ?";
        return all(sql, ChatRows::summary, words, limit);
    }

    Optional<String> document(String id) throws SQLException {
        return first("SELECT content FROM document WHERE id = ?", row -> row.getString(1), id);
    }

    OptionalLong revision(String id) throws SQLException {
        Optional<Long> revision = first("SELECT revision FROM conversation WHERE id = ?", row -> row.getLong(1), id);
        return revision.isPresent() ? OptionalLong.of(revision.get()) : OptionalLong.empty();
    }

    /** The library of its attached documents; empty if it has none, or is not there. */
    String attached(String id) throws SQLException {
        return first("SELECT attached FROM conversation WHERE id = ?", row -> row.getString(1), id).orElse("");
    }

    boolean isAttached(String library) throws SQLException {
        return first("SELECT 1 FROM conversation WHERE attached = ? LIMIT 1", row -> row.getInt(1), library).isPresent();
    }

    long count() throws SQLException {
        return first("SELECT COUNT(*) FROM conversation", row -> row.getLong(1)).orElse(0L);
    }

    /** Puts a conversation in the place of the one with its id, if there is one. */
    void put(Conversation chat) throws SQLException {
        ChatSummary summary = chat.summary();
        change("MERGE INTO conversation (id, title, folder, model, updated, revision, message_count, attached) KEY (id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                summary.id(), summary.title(), summary.folder(), summary.model(), summary.updated(), chat.revision(), summary.messageCount(), chat.attached());
        change("MERGE INTO document (id, content) KEY (id) VALUES (?, ?)", summary.id(), chat.document());
        change("MERGE INTO search_text (id, words) KEY (id) VALUES (?, ?)", summary.id(), chat.words());
    }

    /** Whether there was one. */
    boolean remove(String id) throws SQLException {
        return change("DELETE FROM conversation WHERE id = ?", id) > 0;
    }

    private static ChatSummary summary(ResultSet row) throws SQLException {
        return new ChatSummary(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5), row.getInt(6));
    }

    private int change(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private <T> Optional<T> first(String sql, Row<T> row, Object... values) throws SQLException {
        List<T> found = all(sql, row, values);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    private <T> List<T> all(String sql, Row<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values); ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(row.of(rows));
            }
            return found;
        }
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
