/**
 * LM Studio's REST API, versions 0 and 1: its wire forms and endpoints. Mappings ({@code LmStudioChatCall}, {@code LmStudioStream}) are
 * pure. Version 0 is OpenAI's dialect with more members. It knows no engine.
 */
package hearth.server.lmstudio;
