/**
 * From a call to its events: finds and loads the model, makes the prompt, runs it, reads the output. Entry class
 * {@link hearth.server.answer.Answering}. It knows no HTTP and no wire form; {@link hearth.server.answer.Replies} alone joins both.
 */
package hearth.server.answer;
