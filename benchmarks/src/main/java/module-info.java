/** JMH benchmarks of the kernels and measures of the server; no other module may use it. */
module hearth.benchmarks {
    requires hearth.compute;
    requires hearth.json;
    requires hearth.server;
    requires java.net.http;
    requires jdk.management;
    requires jmh.core;
}
