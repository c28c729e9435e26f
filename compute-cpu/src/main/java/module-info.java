/** Vector API kernels and the worker pool. It knows no models and no files. */
module hearth.compute.cpu {
    requires hearth.compute;
    requires jdk.incubator.vector;

    provides hearth.compute.BackendProvider with
            hearth.compute.cpu.CpuBackendProvider;
}
