/**
 * The web pages, and the endpoints only they need; entry class {@link hearth.studio.Studio}. It knows no tensors, and everything about
 * models it asks the server's public parts.
 */
module hearth.studio {
    requires transitive hearth.server;
    requires hearth.advisor;
    requires hearth.documents;
    requires hearth.workshop;
    requires hearth.json;
    requires com.h2database;
    requires java.naming;
    requires java.net.http;
    requires java.sql;
    requires jdk.management;

    exports hearth.studio;
    exports hearth.studio.mcp;
    exports hearth.studio.mcp.client;
    exports hearth.studio.watch;
}
