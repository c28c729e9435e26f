package hearth.studio.chat;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.studio.file.PrivateFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * The database of conversations, in one file that this process alone has open. Opened at its first use, and again after a failure; one
 * piece of work at a time. Thread-safe.
 */
final class ChatDatabase implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ChatDatabase.class.getName());
    private static final String SUFFIX = ".mv.db";
    private static final String USER = "hearth";
    /**
     * Never made by opening; closed by us; no files beside it; memory is the models'. No writer in the background: it hands what it writes
     * to another thread, and a checkpoint would not wait for that.
     */
    private static final String SETTINGS = ";IFEXISTS=TRUE;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0;CACHE_SIZE=8192"
            + ";WRITE_DELAY=0;RETENTION_TIME=";
    /** How long old texts stay in the file before their room is used again: longer than a disk takes to be told to write. */
    static final int RETENTION_MILLIS = 5_000;
    private static final String HOW_TO_GO_ON = "; the server's log says more, and the studio's documentation how to go on";

    private final Path file;
    private final ChatSchema schema;
    private final int retentionMillis;
    /** null while it is not open. */
    private Connection connection;
    private boolean closed;

    /** What is done in one transaction, unless it ends one itself. */
    interface Work<T> {
        T run(ChatRows rows) throws SQLException, IOException;
    }

    /** @param name of its file, without ending */
    ChatDatabase(Path folder, String name, ChatSchema schema, int retentionMillis) {
        this.file = folder.toAbsolutePath().resolve(name + SUFFIX);
        this.schema = schema;
        this.retentionMillis = retentionMillis;
    }

    <T> T read(Work<T> work) throws IOException {
        return run(work, false);
    }

    /** What was changed is on the disk when this returns, also when the machine loses its power then. */
    <T> T write(Work<T> work) throws IOException {
        return run(work, true);
    }

    private synchronized <T> T run(Work<T> work, boolean writes) throws IOException {
        Connection open = open();
        try {
            T result = work.run(new ChatRows(open));
            open.commit();
            if (writes) {
                sync(open);
            }
            return result;
        } catch (SQLException e) {
            // The database may have closed itself; the next request begins with what is on the disk.
            abandon();
            throw failed(e);
        } catch (IOException | RuntimeException | Error e) {
            rollback(open);
            throw e;
        }
    }

    /** A commit alone is written, but a machine that loses its power could still lose it. */
    private static void sync(Connection open) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }

    private void rollback(Connection open) {
        try {
            open.rollback();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "conversations: " + file + " could not be rolled back", e);
            abandon();
        }
    }

    private Connection open() {
        if (closed) {
            throw ApiException.overloaded("the server is stopping", 5);
        }
        if (connection == null) {
            if (Files.notExists(file)) {
                create();
            }
            try {
                if (isCut()) {
                    throw new SQLException("the end of the file is missing", "", ErrorCode.FILE_CORRUPTED_1);
                }
                findNewestChunk();
                connection = checked(connect(file));
            } catch (SQLException e) {
                throw e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1 ? inUse() : unusable("can't be opened, it may be damaged" + HOW_TO_GO_ON, e);
            }
        }
        return connection;
    }

    /** H2 would take what is left for an older database, or for a new one. */
    private boolean isCut() {
        try {
            return Files.size(file) == 0 || StoreHeader.isCut(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "H2 will say why this can't be read", e);
            return false;
        }
    }

    /**
     * After a kill, H2 begins at the header, which may name the chunk before the newest one when that lies in a gap; then it takes the
     * older state for the newest, and what was saved last is lost. In recovery mode it looks at the whole file.
     */
    private void findNewestChunk() {
        try {
            if (!StoreHeader.wasClosed(file)) {
                new MVStore.Builder().fileName(file.toString()).recoveryMode().autoCommitDisabled().open().close();
            }
        } catch (IOException | MVStoreException e) {
            LOG.log(System.Logger.Level.DEBUG, "opening the database will say why this failed", e);
        }
    }

    /** Made beside its place, so that what is in its place was whole once, and is never taken for a new one. */
    private void create() {
        try {
            Path made = PrivateFile.temporary(file, SUFFIX);
            try {
                try (Connection fresh = connect(made)) {
                    schema.create(fresh);
                    sync(fresh);
                }
                PrivateFile.place(made, file);
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (FileAlreadyExistsException e) {
            LOG.log(System.Logger.Level.INFO, "conversations: " + file + " was made by another process", e);
        } catch (IOException | SQLException e) {
            throw unusable("can't be made: is the disk full?", e);
        }
    }

    private Connection checked(Connection opened) throws SQLException {
        try {
            int version = schema.version(opened);
            if (version < 0) {
                throw new SQLException("there are no tables of conversations in it", "", ErrorCode.FILE_CORRUPTED_1);
            }
            if (version > schema.newest()) {
                throw unusable("was written by a newer Hearth", new SQLException("form " + version + ", newest known " + schema.newest()));
            }
            schema.bring(opened, version);
            return opened;
        } catch (SQLException | RuntimeException e) {
            close(opened);
            throw e;
        }
    }

    private Connection connect(Path path) throws SQLException {
        String text = path.toString();
        String name = text.substring(0, text.length() - SUFFIX.length());
        if (name.indexOf(';') >= 0 || File.separatorChar == '/' && name.indexOf('\\') >= 0) {
            throw unusable("lies in a folder with a semicolon or backslash in its path, which the database can't open", new IOException(name));
        }
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + name + SETTINGS + retentionMillis);
        source.setUser(USER);
        source.setPassword("");
        Connection opened = source.getConnection();
        opened.setAutoCommit(false);
        return opened;
    }

    private static ApiException inUse() {
        return ApiException.overloaded("the conversations are in use by another Hearth with the same home folder: end one of the two", 5);
    }

    private ApiException failed(SQLException e) {
        return unusable(switch (e.getErrorCode()) {
            case ErrorCode.DATABASE_IS_READ_ONLY -> "may not be written";
            case ErrorCode.FILE_CORRUPTED_1 -> "is damaged" + HOW_TO_GO_ON;
            default -> isFromDisk(e) ? "could not be read or written: is the disk full?" : "failed" + HOW_TO_GO_ON;
        }, e);
    }

    private ApiException unusable(String why, Exception e) {
        LOG.log(System.Logger.Level.ERROR, "conversations: " + file + " " + why, e);
        return new ApiException(Kind.INTERNAL, "the file " + file.getFileName() + " of the studio's folder " + why, e);
    }

    private static boolean isFromDisk(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private void abandon() {
        if (connection != null) {
            close(connection);
            connection = null;
        }
    }

    private void close(Connection opened) {
        try {
            opened.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "conversations: " + file + " was not closed well", e);
        }
    }

    /** All later work is refused. */
    @Override
    public synchronized void close() {
        closed = true;
        abandon();
    }
}
