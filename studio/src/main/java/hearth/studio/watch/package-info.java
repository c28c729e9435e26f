/** What a server's owner sees of its work: log lines, clients, tokens. Entry class {@link hearth.studio.watch.WatchEndpoints}. */
package hearth.studio.watch;
