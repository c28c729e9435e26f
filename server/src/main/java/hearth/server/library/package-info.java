/**
 * The models of the store, for clients: what they are, pulling, copying, creating, deleting. Entry class
 * {@link hearth.server.library.ModelLibrary}. It knows no HTTP and no wire form.
 */
package hearth.server.library;
