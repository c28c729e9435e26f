/**
 * What a client asks for and what it is told, free of any dialect: calls, events, errors. Entry records {@link hearth.server.call.ChatCall} and
 * {@link hearth.server.call.AnswerEvent}. It knows no HTTP and no wire form.
 */
package hearth.server.call;
