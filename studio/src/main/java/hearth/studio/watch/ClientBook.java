package hearth.studio.watch;

import hearth.server.http.RequestObserver;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which programs at which addresses call the server. Bounded; of the clients those that were heard of last are kept. Thread-safe. */
public final class ClientBook implements RequestObserver {
    private static final int MAX_CLIENTS = 200;
    private static final int FIRST_ERROR = 400;

    private final Clock clock;
    private final Map<String, Client> running = new HashMap<>();
    private final Map<Key, Client> clients = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(String address, String agent) {}

    private static final class Client {
        private final Key key;
        private long requests;
        private long failures;
        private int running;
        private String lastRoute = "";
        private String lastTime = "";

        Client(Key key) {
            this.key = key;
        }
    }

    public ClientBook(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void began(Start start) {
        Client client = clients.computeIfAbsent(new Key(start.client(), start.agent()), Client::new);
        client.running++;
        client.lastTime = clock.instant().toString();
        running.put(start.id(), client);
        if (clients.size() > MAX_CLIENTS) {
            clients.remove(clients.keySet().iterator().next());
        }
    }

    @Override
    public synchronized void answered(Record record) {
        Client client = running.remove(record.id());
        if (client != null) {
            client.running--;
            client.requests++;
            client.failures += record.status() >= FIRST_ERROR ? 1 : 0;
            client.lastRoute = record.route();
            client.lastTime = clock.instant().toString();
        }
    }

    /** For JSON, those that were heard of last first. */
    synchronized List<Map<String, Object>> list() {
        List<Client> all = new ArrayList<>(clients.values());
        all.sort(Comparator.comparing((Client client) -> client.lastTime).reversed());
        List<Map<String, Object>> written = new ArrayList<>();
        for (Client client : all) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("address", client.key.address());
            json.put("agent", client.key.agent());
            json.put("running", client.running);
            json.put("requests", client.requests);
            json.put("failures", client.failures);
            json.put("last_route", client.lastRoute);
            json.put("last_time", client.lastTime);
            written.add(json);
        }
        return written;
    }
}
