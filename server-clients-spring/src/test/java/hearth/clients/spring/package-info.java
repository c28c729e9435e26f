/** Spring AI, as it is, against the server; entry class {@link hearth.server.scripted.ScriptedServer}. */
package hearth.clients.spring;
