/**
 * Libraries of documents over HTTP, with the server's models to make vectors and to count tokens. Entry class
 * {@link hearth.studio.documents.DocumentService}.
 */
package hearth.studio.documents;
