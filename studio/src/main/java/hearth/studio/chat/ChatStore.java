package hearth.studio.chat;

import hearth.json.Json;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Conversations of the user's, in a database; nothing is opened before the first one is asked for. Thread-safe. */
public final class ChatStore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ChatStore.class.getName());
    private static final int MAX_CHATS = 20_000;

    private final Clock clock;
    private final ChatDatabase database;
    private final ChatTakeover takeover;
    /** Ids of files that can't be read; null before the files were looked at. */
    private volatile Set<String> damaged;

    /**
     * All of them.
     *
     * @param damaged names of files that can't be read
     */
    record Listing(List<ChatSummary> chats, List<String> damaged) {}

    /**
     * What a search found.
     *
     * @param more whether there are further ones
     */
    record Found(List<Hit> hits, boolean more) {}

    /** A conversation, and the place in it that was looked for. */
    record Hit(ChatSummary chat, String excerpt) {}

    /** @param folder of the studio; made when first needed */
    public ChatStore(Path folder, Clock clock) {
        this(folder, clock, ChatDatabase.RETENTION_MILLIS);
    }

    ChatStore(Path folder, Clock clock, int retentionMillis) {
        this.clock = clock;
        this.database = new ChatDatabase(folder, "chats", ChatSchema.CURRENT, retentionMillis);
        this.takeover = new ChatTakeover(folder.resolve("chats"));
    }

    private ChatDatabase opened() {
        if (damaged == null) {
            takeOver();
        }
        return database;
    }

    private synchronized void takeOver() {
        if (damaged != null) {
            return;
        }
        try {
            ChatTakeover.Outcome outcome = database.write(takeover::take);
            takeover.keepAside(outcome.done());
            damaged = new ConcurrentSkipListSet<>(outcome.damaged());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "conversations: " + takeover.folder() + " was not taken over", e);
            throw new ApiException(Kind.INTERNAL, "earlier conversations could not be taken over; the server's log says why", e);
        }
    }

    private Set<String> damaged() {
        damaged.removeIf(id -> Files.notExists(takeover.file(id)));
        return damaged;
    }

    private boolean isDamaged(String id) {
        return damaged().contains(id);
    }

    /** Newest first. */
    Listing list() throws IOException {
        List<ChatSummary> chats = opened().read(ChatRows::summaries);
        return new Listing(chats, damaged().stream().map(ChatTakeover::name).toList());
    }

    /** @throws ApiException if there is none, or its file is damaged */
    Map<String, Object> read(String id) throws IOException {
        return document(id).map(Json::parseObject).orElseThrow(() -> isDamaged(id) ? damaged(id) : missing());
    }

    /** A conversation as JSON, on one line. */
    Optional<String> document(String id) throws IOException {
        check(id);
        return opened().read(rows -> rows.document(id));
    }

    /**
     * Keeps a conversation.
     *
     * @param chat with the revision it was changed from; 0 or none = it is new
     * @return its new revision
     * @throws ApiException CONFLICT if someone else kept another one since
     */
    long save(String id, Map<String, Object> chat) throws IOException {
        check(id);
        long from = Conversation.revision(chat);
        Map<String, Object> kept = new LinkedHashMap<>(chat);
        kept.put("id", id);
        kept.put(Conversation.REVISION, from + 1);
        kept.put("updated", clock.instant().toString());
        Conversation next = Conversation.of(id, kept);
        boolean tooLarge = next.document().getBytes(StandardCharsets.UTF_8).length > Conversation.MAX_BYTES;
        opened().write(rows -> {
            OptionalLong there = rows.revision(id);
            requireUnchanged(id, from, there);
            if (there.isEmpty() && rows.count() >= MAX_CHATS) {
                throw new ApiException(Kind.INVALID_REQUEST, "there are " + MAX_CHATS + " conversations already: delete some first");
            }
            if (tooLarge) {
                throw new ApiException(Kind.TOO_LARGE, "the conversation has more than " + Conversation.MAX_BYTES + " bytes");
            }
            rows.put(next);
            return null;
        });
        return from + 1;
    }

    private void requireUnchanged(String id, long from, OptionalLong there) {
        if (there.isEmpty() && isDamaged(id)) {
            throw damaged(id);
        }
        if (there.isPresent() && there.getAsLong() != from) {
            throw new ApiException(Kind.CONFLICT, "this conversation was changed in another window");
        }
        if (there.isEmpty() && from != 0) {
            throw new ApiException(Kind.CONFLICT, "this conversation was deleted in another window");
        }
    }

    /** @return the library of its attached documents, if no other conversation has it; else empty */
    String delete(String id) throws IOException {
        check(id);
        return opened().write(rows -> {
            String library = rows.attached(id);
            if (!rows.remove(id) && !(isDamaged(id) && Files.deleteIfExists(takeover.file(id)))) {
                throw missing();
            }
            // A copy of a conversation shares its attachments.
            return library.isEmpty() || rows.isAttached(library) ? "" : library;
        });
    }

    /** Conversations in which all words, as one text, stand. */
    Found search(String words, int limit) throws IOException {
        String folded = ChatSearch.fold(words);
        List<ChatSummary> containing = opened().read(rows -> rows.containing(folded, limit + 1));
        List<Hit> hits = new ArrayList<>();
        for (ChatSummary chat : containing.subList(0, Math.min(limit, containing.size()))) {
            // One may be deleted in between.
            document(chat.id()).flatMap(document -> ChatSearch.excerpt(Json.parseObject(document), folded))
                    .ifPresent(excerpt -> hits.add(new Hit(chat, excerpt)));
        }
        return new Found(hits, containing.size() > limit);
    }

    @Override
    public void close() {
        database.close();
    }

    private static void check(String id) {
        if (!Conversation.isId(id)) {
            throw ApiException.invalid("id", "must be letters a to z, digits and hyphens, at most 64");
        }
    }

    private static ApiException missing() {
        return new ApiException(Kind.NOT_FOUND, "there is no such conversation");
    }

    private static ApiException damaged(String id) {
        return new ApiException(Kind.INTERNAL, "the file of this conversation is damaged: " + ChatTakeover.name(id));
    }
}
