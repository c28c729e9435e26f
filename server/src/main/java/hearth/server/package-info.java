/**
 * The server as a whole: its options, its route table, its start and its end. Entry class {@link hearth.server.HearthServer}.
 */
package hearth.server;
