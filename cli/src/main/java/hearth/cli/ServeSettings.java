package hearth.cli;

import hearth.server.ServerOptions;
import hearth.server.engine.EngineRunnerOptions;
import hearth.server.model.PoolOptions;
import hearth.store.ModelStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code serve} was told, by its options or the environment.
 *
 * @param places folders whose files the studio's workshop may read; none = its own folder
 */
record ServeSettings(
        ServerOptions server, EngineRunnerOptions runners, PoolOptions pool, ModelStore store, int threads, List<Path> places) {
    /** Whether only this machine can reach it. */
    boolean isLocal() {
        try {
            return InetAddress.getByName(server.binding().host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The address for people. */
    String url(int port) {
        String host = server.binding().host();
        String scheme = server.binding().tls().isPresent() ? "https" : "http";
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
