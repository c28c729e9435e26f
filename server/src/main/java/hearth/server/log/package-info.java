/** Takes the log lines of libraries that speak SLF4J; entry class {@link hearth.server.log.LibraryLogs}. */
package hearth.server.log;
