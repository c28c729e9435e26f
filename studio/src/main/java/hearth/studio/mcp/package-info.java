/**
 * MCP servers of this user: which there are, what they offer, calls of their tools; entry classes {@link hearth.studio.mcp.McpFile} and
 * {@link hearth.studio.mcp.McpServers}. It knows no models.
 */
package hearth.studio.mcp;
