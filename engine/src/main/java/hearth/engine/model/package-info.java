/** What every model offers, its sizes, and reading its weights; entry interface {@link hearth.engine.model.LanguageModel}. */
package hearth.engine.model;
