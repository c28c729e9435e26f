/** JSON text to plain Java values and back. It knows nothing of models, requests or terminals. */
module hearth.json {
    requires tools.jackson.core;

    exports hearth.json;
}
