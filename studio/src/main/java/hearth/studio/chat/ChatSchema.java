package hearth.studio.chat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The form of the database's tables, by version: step {@code i} brings version {@code i} to version {@code i + 1}.
 *
 * @param steps statements. Each changes the form for good, so a step that was cut short is done again: a statement must bear that
 */
record ChatSchema(List<List<String>> steps) {
    /** What a list shows, what a conversation is, and what a search looks at lie apart: none of them reads the others. */
    private static final List<String> FIRST = List.of(
            """
            CREATE TABLE IF NOT EXISTS conversation (
                id VARCHAR(64) PRIMARY KEY, title VARCHAR NOT NULL, folder VARCHAR NOT NULL, model VARCHAR NOT NULL, updated VARCHAR NOT NULL,
                revision BIGINT NOT NULL, message_count INTEGER NOT NULL, attached VARCHAR NOT NULL)
            """,
            "CREATE INDEX IF NOT EXISTS conversation_attached ON conversation (attached)",
            """
            CREATE TABLE IF NOT EXISTS document (
                id VARCHAR(64) PRIMARY KEY REFERENCES conversation ON DELETE CASCADE, content VARCHAR NOT NULL)
            """,
            """
            CREATE TABLE IF NOT EXISTS search_text (
                id VARCHAR(64) PRIMARY KEY REFERENCES conversation ON DELETE CASCADE, words VARCHAR NOT NULL)
            """);

    static final ChatSchema CURRENT = new ChatSchema(List.of(FIRST));

    /** The version of a database; -1 if it has none, so that it is not ours or not whole. */
    int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'FORM'")) {
                if (!found.next()) {
                    return -1;
                }
            }
            try (ResultSet version = statement.executeQuery("SELECT version FROM form")) {
                return version.next() ? version.getInt(1) : -1;
            }
        }
    }

    int newest() {
        return steps.size();
    }

    /** Makes the tables in a new database. */
    void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE form (version INTEGER NOT NULL)");
            statement.execute("INSERT INTO form VALUES (0)");
        }
        connection.commit();
        bring(connection, 0);
    }

    /** Brings the tables from a version to the newest. */
    void bring(Connection connection, int version) throws SQLException {
        for (int step = version; step < steps.size(); step++) {
            try (Statement statement = connection.createStatement()) {
                for (String change : steps.get(step)) {
                    statement.execute(change);
                }
            }
            try (PreparedStatement done = connection.prepareStatement("UPDATE form SET version = ?")) {
                done.setInt(1, step + 1);
                done.executeUpdate();
            }
            connection.commit();
        }
    }
}
