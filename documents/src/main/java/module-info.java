/**
 * Documents of the user's: reads files, cuts them, finds passages by words and by meaning; entry class
 * {@link hearth.documents.library.Libraries}. It knows no models, only an interface that makes vectors, and no HTTP.
 */
module hearth.documents {
    requires hearth.json;
    requires java.desktop;
    requires java.logging;
    requires java.xml;
    requires org.apache.fontbox;
    requires org.apache.lucene.core;
    requires org.apache.pdfbox;
    requires org.apache.pdfbox.io;
    requires org.jsoup;

    exports hearth.documents;
    exports hearth.documents.extract;
    exports hearth.documents.library;
    exports hearth.documents.prompt;
}
