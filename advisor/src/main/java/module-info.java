/** What this machine can do, and what a model asks of it. It loads no weights. */
module hearth.advisor {
    requires transitive hearth.format;

    exports hearth.advisor;
}
