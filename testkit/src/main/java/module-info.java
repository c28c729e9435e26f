/** Contract tests and tiny random models, for tests only. */
module hearth.testkit {
    requires transitive hearth.compute;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires transitive org.assertj.core;
    requires jdk.management;

    exports hearth.testkit;
    exports hearth.testkit.disk;
    exports hearth.testkit.node;
}
