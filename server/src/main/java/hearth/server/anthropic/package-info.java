/**
 * Anthropic's messages API: its wire forms and endpoints, entry class {@link hearth.server.anthropic.AnthropicApi}. Mappings
 * ({@code AnthropicCalls}, {@code AnthropicStream}) are pure. It knows no engine.
 */
package hearth.server.anthropic;
