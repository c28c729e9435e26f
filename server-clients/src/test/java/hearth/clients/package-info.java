/** The clients of others, as they are, against the server; entry class {@link hearth.clients.ScriptedServer}. */
package hearth.clients;
