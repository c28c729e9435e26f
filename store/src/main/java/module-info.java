/** Model names, blobs, manifests and downloads. It knows no devices and serves nothing. */
module hearth.store {
    requires transitive hearth.format;
    requires hearth.json;
    requires java.net.http;

    exports hearth.store;
    exports hearth.store.pull;
    exports hearth.store.push;
}
