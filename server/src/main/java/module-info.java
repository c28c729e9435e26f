/**
 * HTTP: one server for the clients of Ollama and others; entry class {@link hearth.server.HearthServer}. It knows no tensors and no
 * kernels.
 */
module hearth.server {
    requires transitive hearth.engine;
    requires transitive hearth.store;
    requires hearth.json;
    requires hearth.workshop;
    requires org.eclipse.jetty.server;
    requires org.slf4j;

    exports hearth.server;
    exports hearth.server.access;
    exports hearth.server.call;
    exports hearth.server.engine;
    exports hearth.server.http;
    exports hearth.server.library;
    exports hearth.server.model;
    exports hearth.server.wire;

    provides org.slf4j.spi.SLF4JServiceProvider with
            hearth.server.log.LibraryLogs;
}
