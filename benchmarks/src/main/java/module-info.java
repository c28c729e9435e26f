/** JMH benchmarks; no other module may use it. */
module hearth.benchmarks {
    requires hearth.compute;
    requires jmh.core;
}
