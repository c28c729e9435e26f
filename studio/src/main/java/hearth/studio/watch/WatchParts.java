package hearth.studio.watch;

import hearth.server.access.TokenRegister;

/**
 * What the server page sees.
 *
 * @param tokens those that can be made and taken back here
 * @param startTokens whether the server was started with tokens; those stay as they are
 * @param mustAsk whether it must never answer without a token, because other machines reach it
 */
public record WatchParts(LogLines log, ClientBook clients, TokenRegister tokens, boolean startTokens, boolean mustAsk) {}
