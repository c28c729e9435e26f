/** The hearth command: the only module that prints or exits. */
module hearth.cli {
    requires hearth.engine;
    requires hearth.server;
    requires hearth.store;
    requires hearth.advisor;
    requires hearth.workshop;
    requires hearth.studio;
    requires hearth.json;
    requires info.picocli;
    requires java.logging;
    requires java.net.http;
    requires jdk.management;
    requires org.jline.reader;
    requires org.jline.terminal;

    opens hearth.cli to info.picocli;
}
