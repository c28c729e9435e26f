package hearth.studio.chat;

import hearth.json.Json;
import hearth.server.call.ApiException;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.wire.Fields;
import hearth.server.wire.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Conversations over HTTP. */
public final class ChatEndpoints {
    private static final int MAX_TITLE = 500;
    private static final int MAX_FOLDER = 200;
    private static final int MAX_NODES = 20_000;
    private static final int MAX_RESULTS = 50;
    private static final int MAX_QUERY = 200;

    private final ChatStore chats;
    private final Attachments attachments;

    /** What goes with a conversation. */
    public interface Attachments {
        /** Removes a library of attached documents that no conversation has any more. */
        void release(String library) throws IOException;
    }

    public ChatEndpoints(ChatStore chats, Attachments attachments) {
        this.chats = chats;
        this.attachments = attachments;
    }

    /** All, without their messages. */
    public void list(Exchange exchange) throws IOException {
        ChatStore.Listing listing = chats.list();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("chats", listing.chats().stream().map(ChatSummary::json).toList());
        body.put("damaged", listing.damaged());
        exchange.respondJson(200, body);
    }

    /** One. */
    public void read(Exchange exchange) throws IOException {
        exchange.respondJson(200, chats.read(exchange.pathParameter("id")));
    }

    /** Keeps one, unless another window did since. */
    public void save(Exchange exchange) throws IOException {
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

    /** Removes one, and what was attached to it alone. */
    public void delete(Exchange exchange) throws IOException {
        String library = chats.delete(exchange.pathParameter("id"));
        if (!library.isEmpty()) {
            attachments.release(library);
        }
        exchange.respondEmpty(204);
    }

    /** Those that contain words. */
    public void search(Exchange exchange) throws IOException {
        String words = exchange.query("q").orElse("").strip();
        if (words.isEmpty() || words.length() > MAX_QUERY) {
            throw ApiException.invalid("q", "must have from 1 to " + MAX_QUERY + " characters");
        }
        ChatStore.Found found = chats.search(words, MAX_RESULTS);
        List<Object> results = new ArrayList<>();
        for (ChatStore.Hit hit : found.hits()) {
            Map<String, Object> result = hit.chat().json();
            result.put("excerpt", hit.excerpt());
            results.add(result);
        }
        exchange.respondJson(200, Map.of("results", results, "more", found.more()));
    }

    /** All as one JSON object, each as {@link #read} gives it; there is never more than one in memory. */
    public void export(Exchange exchange) throws IOException {
        ChatStore.Listing listing = chats.list();
        exchange.setHeader("Content-Disposition", "attachment; filename=\"hearth-conversations.json\"");
        // Not closed after a failure: an answer that is cut off must not look whole.
        FrameWriter out = exchange.stream(FrameWriter.Form.NDJSON);
        // Line ends between its parts are no part of JSON, so all the lines are one text.
        exchange.setHeader("Content-Type", "application/json; charset=utf-8");
        exchange.setHeader("Cache-Control", "no-store");
        out.write(Frame.text("{\"damaged\":" + Json.write(listing.damaged()) + ",\"chats\":["));
        String between = "";
        for (ChatSummary chat : listing.chats()) {
            Optional<String> document = chats.document(chat.id());
            if (document.isPresent()) {
                out.write(Frame.text(between + document.get()));
                between = ",";
            }
        }
        out.write(Frame.text("]}"));
        out.close();
    }
}
