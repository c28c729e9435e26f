/** The operations a device must offer to run a model, and the scalar judge of them. It knows no files and no models. */
module hearth.compute {
    requires transitive hearth.format;

    exports hearth.compute;

    uses hearth.compute.BackendProvider;

    provides hearth.compute.BackendProvider with
            hearth.compute.ScalarBackendProvider;
}
