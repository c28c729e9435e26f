package hearth.studio.chat;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.studio.file.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings conversations into the database from the time when each was a JSON file. The files are kept, in another folder; one that can't
 * be read stays where it is. Cut short at any point, it is done again without harm. For one thread.
 */
final class ChatTakeover {
    private static final System.Logger LOG = System.getLogger(ChatTakeover.class.getName());
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final Path kept;

    /**
     * What came of it.
     *
     * @param done ids whose files may go: the database has them
     * @param damaged ids of files that can't be read
     */
    record Outcome(List<String> done, Set<String> damaged) {}

    /** @param folder where the files lie, if there are any */
    ChatTakeover(Path folder) {
        this.folder = folder;
        this.kept = folder.resolveSibling(folder.getFileName() + "-taken-over");
    }

    Path folder() {
        return folder;
    }

    static String name(String id) {
        return id + SUFFIX;
    }

    Path file(String id) {
        return folder.resolve(name(id));
    }

    /** Puts each into the database, in a transaction of its own. */
    Outcome take(ChatRows rows) throws IOException, SQLException {
        List<String> done = new ArrayList<>();
        Set<String> damaged = new TreeSet<>();
        for (String id : ids()) {
            Conversation chat;
            try {
                chat = read(id);
            } catch (IOException | JsonException e) {
                LOG.log(System.Logger.Level.WARNING, "conversations: " + file(id) + " can't be read and stays there", e);
                damaged.add(id);
                continue;
            }
            if (isTaken(chat, rows)) {
                done.add(id);
            }
        }
        return new Outcome(done, damaged);
    }

    private Set<String> ids() throws IOException {
        Set<String> ids = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    String id = name.substring(0, name.length() - SUFFIX.length());
                    if (Conversation.isId(id)) {
                        ids.add(id);
                    }
                }
            }
        }
        return ids;
    }

    private Conversation read(String id) throws IOException {
        if (Files.size(file(id)) > Conversation.MAX_BYTES) {
            throw new JsonException("the file has more than " + Conversation.MAX_BYTES + " bytes");
        }
        // Malformed bytes hide no conversation: they become replacement characters.
        return Conversation.of(id, Json.parseObject(new String(Files.readAllBytes(file(id)), StandardCharsets.UTF_8)));
    }

    /** Puts it into the database unless it is there; false if another one is. */
    private boolean isTaken(Conversation chat, ChatRows rows) throws SQLException {
        String id = chat.summary().id();
        Optional<String> there = rows.document(id);
        if (there.isEmpty()) {
            rows.put(chat);
            rows.commit();
            return true;
        }
        if (there.get().equals(chat.document())) {
            return true;
        }
        LOG.log(System.Logger.Level.WARNING, "conversations: " + file(id) + " was not taken over: there is another conversation with this id");
        return false;
    }

    /** Moves the files of what is safely in the database. */
    void keepAside(List<String> done) throws IOException {
        if (done.isEmpty()) {
            return;
        }
        PrivateFile.createFolder(kept);
        for (String id : done) {
            Files.move(file(id), free(id));
        }
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            LOG.log(System.Logger.Level.WARNING, "conversations: not everything in " + folder + " was taken over; the rest stays there");
        }
        LOG.log(System.Logger.Level.INFO, "conversations: " + done.size() + " were taken over from " + folder + "; their files are in " + kept);
    }

    private Path free(String id) {
        Path free = kept.resolve(name(id));
        for (int i = 2; Files.exists(free); i++) {
            free = kept.resolve(name(id + "-" + i));
        }
        return free;
    }
}
