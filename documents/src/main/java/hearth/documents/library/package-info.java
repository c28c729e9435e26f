/** Libraries on disk, and the thread that indexes their documents; entry class {@link hearth.documents.library.Libraries}. */
package hearth.documents.library;
