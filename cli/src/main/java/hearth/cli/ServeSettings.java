package hearth.cli;

import hearth.server.ServerOptions;
import hearth.server.engine.EngineRunnerOptions;
import hearth.server.model.PoolOptions;
import hearth.store.ModelStore;

/** What {@code serve} was told, by its options or the environment. */
record ServeSettings(ServerOptions server, EngineRunnerOptions runners, PoolOptions pool, ModelStore store, int threads) {
    /** The address for people. */
    String url(int port) {
        String host = server.binding().host();
        String scheme = server.binding().tls().isPresent() ? "https" : "http";
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
