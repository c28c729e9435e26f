package hearth.studio.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A copy of the file right after an answer is what a killed process leaves. Room is used again at once here, so that new chunks lie in gaps,
 * where H2 alone would not find two of three of them.
 */
class ChatCrashTest {
    private static final int SAVES = 80;
    private static final int CHATS = 8;

    @TempDir
    private Path folder;

    @Test
    void eachAnswerHoldsForWhatIsOnTheDisk() throws IOException {
        Path file = folder.resolve("running").resolve("chats.mv.db");
        Path left = Files.createDirectories(folder.resolve("killed")).resolve("chats.mv.db");
        SplittableRandom random = new SplittableRandom(7);
        Map<String, Long> kept = new HashMap<>();
        try (ChatStore store = new ChatStore(file.getParent(), Clock.systemUTC(), 0)) {
            for (int i = 0; i < SAVES; i++) {
                String id = "c" + random.nextInt(CHATS);
                if (kept.containsKey(id) && random.nextInt(6) == 0) {
                    store.delete(id);
                    kept.remove(id);
                } else {
                    String text = "x".repeat(1 << random.nextInt(8, 19));
                    kept.put(id, store.save(id, ChatStoreTest.chat("t", kept.getOrDefault(id, 0L), text)));
                }
                Files.copy(file, left, StandardCopyOption.REPLACE_EXISTING);
                assertThat(revisions(left.getParent())).as("after change " + i).isEqualTo(kept);
            }
        }
    }

    private static Map<String, Long> revisions(Path folder) throws IOException {
        Map<String, Long> revisions = new HashMap<>();
        try (ChatStore store = new ChatStore(folder, Clock.systemUTC())) {
            for (ChatSummary chat : store.list().chats()) {
                revisions.put(chat.id(), Conversation.revision(store.read(chat.id())));
            }
        }
        return revisions;
    }
}
