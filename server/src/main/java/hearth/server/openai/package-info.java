/**
 * OpenAI's API: each request is read into a call of {@link hearth.server.call}, each event written in OpenAI's form. Entry classes
 * {@link hearth.server.openai.OpenAiChat} and {@link hearth.server.openai.OpenAiResponses}. It knows no model and no engine.
 */
package hearth.server.openai;
