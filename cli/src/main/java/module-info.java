/** The hearth command: the only module that prints or exits. */
module hearth.cli {
    requires hearth.engine;
    requires hearth.store;
    requires hearth.workshop;
    requires hearth.advisor;
    requires hearth.json;
    requires info.picocli;
    requires org.jline.reader;
    requires org.jline.terminal;

    opens hearth.cli to info.picocli;
}
