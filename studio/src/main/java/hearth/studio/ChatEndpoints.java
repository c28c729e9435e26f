package hearth.studio;

import hearth.server.call.ApiException;
import hearth.server.http.Exchange;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Conversations over HTTP. */
final class ChatEndpoints {
    private static final int MAX_TITLE = 500;
    private static final int MAX_FOLDER = 200;
    private static final int MAX_NODES = 20_000;
    private static final int MAX_RESULTS = 50;
    private static final int MAX_QUERY = 200;

    private final ChatStore chats;
    private final Attachments attachments;

    /** What goes with a conversation. */
    interface Attachments {
        /** Removes a library of attached documents that no conversation has any more. */
        void release(String library) throws IOException;
    }

    ChatEndpoints(ChatStore chats, Attachments attachments) {
        this.chats = chats;
        this.attachments = attachments;
    }

    void list(Exchange exchange) throws IOException {
        ChatStore.Listing listing = chats.list();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("chats", listing.chats().stream().map(ChatSummary::json).toList());
        body.put("damaged", listing.damaged());
        exchange.respondJson(200, body);
    }

    void read(Exchange exchange) throws IOException {
        exchange.respondJson(200, chats.read(exchange.pathParameter("id")));
    }

    void save(Exchange exchange) throws IOException {
        Map<String, Object> chat = exchange.json();
        check(Fields.of(chat));
        long revision = chats.save(exchange.pathParameter("id"), chat);
        exchange.respondJson(200, Map.of("revision", revision));
    }

    /** What lists and searches read must have its type; the rest belongs to the pages. */
    private static void check(Fields chat) {
        limit(chat, "title", MAX_TITLE);
        limit(chat, "folder", MAX_FOLDER);
        limit(chat, "model", MAX_TITLE);
        chat.whole("revision", 0, Long.MAX_VALUE - 1);
        for (Fields node : chat.objects("nodes", MAX_NODES)) {
            node.requiredText("id");
            node.requiredText("role");
            node.text("content");
        }
    }

    private static void limit(Fields chat, String name, int length) {
        if (chat.text(name).orElse("").length() > length) {
            throw ApiException.invalid(name, "may have at most " + length + " characters");
        }
    }

    void delete(Exchange exchange) throws IOException {
        String id = exchange.pathParameter("id");
        String library = attached(id);
        chats.delete(id);
        if (!library.isEmpty() && !isAttached(library)) {
            attachments.release(library);
        }
        exchange.respondEmpty(204);
    }

    /** A copy of a conversation shares its attachments. */
    private boolean isAttached(String library) throws IOException {
        for (ChatSummary chat : chats.list().chats()) {
            if (attached(chat.id()).equals(library)) {
                return true;
            }
        }
        return false;
    }

    /** The library of a conversation's attachments; empty if it has none, or can't be read. */
    private String attached(String id) throws IOException {
        try {
            return chats.read(id).get("documents") instanceof Map<?, ?> documents && documents.get("attached") instanceof String library ? library : "";
        } catch (ApiException e) {
            return "";
        }
    }

    void search(Exchange exchange) throws IOException {
        String words = exchange.query("q").orElse("").strip();
        if (words.isEmpty() || words.length() > MAX_QUERY) {
            throw ApiException.invalid("q", "must have from 1 to " + MAX_QUERY + " characters");
        }
        List<Object> results = new ArrayList<>();
        boolean more = false;
        for (ChatSummary chat : chats.list().chats()) {
            Optional<String> excerpt = ChatSearch.excerpt(chats.read(chat.id()), words);
            if (excerpt.isPresent() && results.size() == MAX_RESULTS) {
                more = true;
                break;
            }
            excerpt.ifPresent(text -> {
                Map<String, Object> result = chat.json();
                result.put("excerpt", text);
                results.add(result);
            });
        }
        exchange.respondJson(200, Map.of("results", results, "more", more));
    }
}
