/** Files that only their owner may read; entry class {@link hearth.studio.file.PrivateFile}. It knows nothing of what stands in them. */
package hearth.studio.file;
