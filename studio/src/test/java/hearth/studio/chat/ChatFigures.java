package hearth.studio.chat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the database of conversations in processor time of the thread, and by the clock; by hand: {@code ChatFigures FOLDER}, a folder
 * that is empty. First a new database, then one of 1,000 conversations, then one conversation that grows.
 */
final class ChatFigures {
    private static final int CHATS = 1_000;
    private static final int TIMES = 15;

    private ChatFigures() {}

    /** Something that is measured. */
    private interface Step {
        void run(int time) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try (ChatStore store = new ChatStore(folder, Clock.systemUTC())) {
            measure("a new database, and its empty list", 1, _ -> store.list());
            measure("1,000 conversations of 20 kB", 1, _ -> {
                for (int i = 0; i < CHATS; i++) {
                    store.save("c" + i, chat(i, 20_000, 0));
                }
            });
        }
        try (ChatStore store = new ChatStore(folder, Clock.systemUTC())) {
            measure("opening again, and the first list", 1, _ -> store.list());
            measure("a list of 1,000", TIMES, _ -> store.list());
            measure("a search that finds nothing", TIMES, i -> store.search("no such words " + i, 50));
            measure("a search that finds much", TIMES, i -> store.search("word " + i % 10, 50));
            measure("a conversation of 20 kB", TIMES, i -> store.save("small" + i, chat(i, 20_000, 0)));
            measure("a conversation of 1 MB", TIMES, i -> store.save("large", chat(i, 1_000_000, i)));
            measure("reading it", TIMES, _ -> store.read("large"));
            say("file: %d kB", Files.size(folder.resolve("chats.mv.db")) / 1000);
            measure("500 times 1 MB", 1, _ -> {
                for (int i = 0; i < 500; i++) {
                    store.save("large", chat(i, 1_000_000, TIMES + i));
                }
            });
            say("file: %d kB", Files.size(folder.resolve("chats.mv.db")) / 1000);
        }
        say("file after closing: %d kB", Files.size(folder.resolve("chats.mv.db")) / 1000);
    }

    private static Map<String, Object> chat(int number, int size, long revision) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 2_000; i++) {
            text.append("word ").append(number * 31 + i * 7).append(' ');
        }
        String[] texts = new String[size / 2_000];
        Arrays.fill(texts, text.toString());
        return ChatStoreTest.chat("conversation " + number, revision, texts);
    }

    private static void measure(String name, int times, Step step) throws IOException {
        double[] cpu = new double[times];
        double[] clock = new double[times];
        for (int i = 0; i < times; i++) {
            long thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            step.run(i);
            clock[i] = (System.nanoTime() - begin) / 1e6;
            cpu[i] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - thread) / 1e6;
        }
        Arrays.sort(cpu);
        Arrays.sort(clock);
        say("%s: %.1f ms of its thread, %.1f ms by the clock", name, cpu[times / 2], clock[times / 2]);
    }

    private static void say(String form, Object... values) {
        System.out.println(String.format(Locale.ROOT, form, values));
    }
}
