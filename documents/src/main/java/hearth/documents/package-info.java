/** What all parts of this module, and those who use it, have in common: libraries, documents, passages, and who makes vectors. */
package hearth.documents;
