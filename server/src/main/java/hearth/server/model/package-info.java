/**
 * Which models there are, which are loaded, and for how long; entry class {@link hearth.server.model.ModelPool}. What runs a model is a
 * {@link hearth.server.model.ModelRunner}; this package knows no engine, HTTP or wire form.
 */
package hearth.server.model;
