package hearth.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;

/** Looks whether a Hearth server runs where the variables say, or where one usually does. */
final class RunningServer {
    private static final int CONNECT_MILLIS = 500;

    private RunningServer() {}

    /**
     * A client of the server; empty if none answers, or another program does. Asking costs next to nothing when nobody listens.
     *
     * @throws CommandException if the variables name no address
     */
    static Optional<ServerClient> find(Map<String, String> variables) throws InterruptedException {
        ServerAddress address = ServerAddress.of(variables);
        if (!listens(address)) {
            return Optional.empty();
        }
        ServerClient client = new ServerClient(variables);
        try {
            ServerClient.Reply health = client.get("/health");
            // Ollama's own server has no such path.
            if (health.status() == 200 && health.body().containsKey("loaded_models")) {
                return Optional.of(client);
            }
        } catch (CommandException e) {
            // Somebody else: as if there were none.
        }
        client.close();
        return Optional.empty();
    }

    private static boolean listens(ServerAddress address) {
        String url = address.url();
        String host = java.net.URI.create(url).getHost();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.replaceAll("^\\[|]$", ""), address.port()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
