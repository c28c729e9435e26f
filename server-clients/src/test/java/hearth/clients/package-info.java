/** The clients of others, as they are, against the server; entry class {@link hearth.server.scripted.ScriptedServer}. */
package hearth.clients;
