/**
 * The client's side of the Model Context Protocol; entry class {@link hearth.studio.mcp.client.McpSession}. What a server sends is
 * untrusted: bounded, checked, and text only. It knows neither the studio's pages nor where servers are configured.
 */
package hearth.studio.mcp.client;
