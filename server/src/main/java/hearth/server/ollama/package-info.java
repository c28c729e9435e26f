/**
 * Ollama's native API: its wire forms and endpoints. Mappings ({@code OllamaCalls}, {@code OllamaStream}) are pure. It knows no engine.
 */
package hearth.server.ollama;
