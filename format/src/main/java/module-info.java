/** Model file formats and tensor types. It knows nothing of devices, models or networks. */
module hearth.format {
    exports hearth.format;
    exports hearth.format.encode;
    exports hearth.format.gguf;
    exports hearth.format.safetensors;
}
