/**
 * HTTP: one server for the clients of Ollama and others. It knows no tensors and no kernels.
 *
 */
module hearth.server {
    requires transitive hearth.engine;
    requires transitive hearth.store;
    requires hearth.json;
    requires org.eclipse.jetty.server;

    exports hearth.server.http;
}
