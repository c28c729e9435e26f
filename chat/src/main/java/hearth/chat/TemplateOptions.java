package hearth.chat;

import java.time.Clock;

/**
 * What a model and its surroundings give to a template.
 *
 * @param bosToken text of the begin token, empty if the model has none
 * @param eosToken text of the end token, empty if the model has none
 * @param clock what {@code strftime_now} reads
 */
public record TemplateOptions(String bosToken, String eosToken, Clock clock) {}
