/**
 * Files to plain text with its pages and headings; entry class {@link hearth.documents.extract.FileReading}. Files are untrusted: all
 * sizes are bounded, and what a large library parses is parsed in a process of its own.
 */
package hearth.documents.extract;
