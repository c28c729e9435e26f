/** Reads the sources and classes of all modules and fails on what the house does not allow; begin at {@link hearth.rules.SourceFormTest}. */
package hearth.rules;
