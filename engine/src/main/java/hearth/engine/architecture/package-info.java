/** One class per model architecture; entry class {@link hearth.engine.architecture.Architectures}. They know no files by layout. */
package hearth.engine.architecture;
