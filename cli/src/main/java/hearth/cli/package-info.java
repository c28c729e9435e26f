/** The hearth command: one class per subcommand; entry class {@link hearth.cli.Main}. It holds no logic a server would need too. */
package hearth.cli;
