package hearth.studio;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Conversations, a JSON file each. Thread-safe; several processes may read, the last of two that write wins. */
final class ChatStore {
    static final int MAX_BYTES = 16 << 20;
    private static final int MAX_CHATS = 20_000;
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final String SUFFIX = ".json";
    private static final String REVISION = "revision";

    private final Path folder;
    private final Clock clock;
    private final Map<String, Known> known = new HashMap<>();

    /** A file as it was when its summary was made. */
    private record Known(FileTime time, long size, ChatSummary summary) {}

    /**
     * All of them.
     *
     * @param damaged names of files that can't be read
     */
    record Listing(List<ChatSummary> chats, List<String> damaged) {}

    ChatStore(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Newest first. Only files that changed are read again. */
    synchronized Listing list() throws IOException {
        List<ChatSummary> chats = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        Set<String> seen = ids();
        known.keySet().retainAll(seen);
        for (String id : seen) {
            try {
                chats.add(summary(id));
            } catch (JsonException e) {
                damaged.add(id + SUFFIX);
            } catch (NoSuchFileException e) {
                // Deleted by another process in between.
                known.remove(id);
            }
        }
        chats.sort(java.util.Comparator.comparing(ChatSummary::updated).reversed());
        return new Listing(chats, damaged);
    }

    private Set<String> ids() throws IOException {
        Set<String> ids = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    String id = name.substring(0, name.length() - SUFFIX.length());
                    if (ID.matcher(id).matches() && ids.size() < MAX_CHATS) {
                        ids.add(id);
                    }
                }
            }
        }
        return ids;
    }

    private ChatSummary summary(String id) throws IOException {
        Path file = file(id);
        FileTime time = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        Known old = known.get(id);
        if (old != null && old.time().equals(time) && old.size() == size) {
            return old.summary();
        }
        ChatSummary summary = ChatSummary.of(id, parse(file));
        known.put(id, new Known(time, size, summary));
        return summary;
    }

    /** @throws ApiException if there is none, or its file is damaged */
    synchronized Map<String, Object> read(String id) throws IOException {
        try {
            return parse(file(id));
        } catch (NoSuchFileException e) {
            throw missing();
        } catch (JsonException e) {
            throw new ApiException(Kind.INTERNAL, "the file of this conversation is damaged: " + id + SUFFIX, e);
        }
    }

    /**
     * Keeps a conversation.
     *
     * @param chat with the revision it was changed from; 0 or none = it is new
     * @return its new revision
     * @throws ApiException CONFLICT if someone else kept another one since
     */
    synchronized long save(String id, Map<String, Object> chat) throws IOException {
        Path file = file(id);
        long from = revision(chat);
        boolean exists = Files.exists(file);
        if (exists && revision(read(id)) != from) {
            throw new ApiException(Kind.CONFLICT, "this conversation was changed in another window");
        }
        if (!exists && from != 0) {
            throw new ApiException(Kind.CONFLICT, "this conversation was deleted in another window");
        }
        if (!exists && ids().size() >= MAX_CHATS) {
            throw new ApiException(Kind.INVALID_REQUEST, "there are " + MAX_CHATS + " conversations already: delete some first");
        }
        Map<String, Object> kept = new LinkedHashMap<>(chat);
        kept.put("id", id);
        kept.put(REVISION, from + 1);
        kept.put("updated", clock.instant().toString());
        byte[] bytes = Json.write(kept).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new ApiException(Kind.TOO_LARGE, "the conversation has more than " + MAX_BYTES + " bytes");
        }
        PrivateFile.write(file, bytes);
        return from + 1;
    }

    synchronized void delete(String id) throws IOException {
        if (!Files.deleteIfExists(file(id))) {
            throw missing();
        }
        known.remove(id);
    }

    private static long revision(Map<String, Object> chat) {
        return chat.get(REVISION) instanceof Long revision ? revision : 0;
    }

    private static ApiException missing() {
        return new ApiException(Kind.NOT_FOUND, "there is no such conversation");
    }

    private Path file(String id) {
        if (!ID.matcher(id).matches()) {
            throw ApiException.invalid("id", "must be letters a to z, digits and hyphens, at most 64");
        }
        return folder.resolve(id + SUFFIX);
    }

    private static Map<String, Object> parse(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new JsonException("the file has more than " + MAX_BYTES + " bytes");
        }
        // Malformed bytes must not stop a list: they become replacement characters.
        return Json.parseObject(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }
}
