/**
 * Serves the pages under {@code /studio/} and keeps what a user makes in them: conversations and settings. Entry class
 * {@link hearth.studio.Studio}.
 */
package hearth.studio;
