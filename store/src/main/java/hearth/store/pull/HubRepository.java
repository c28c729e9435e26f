package hearth.store.pull;

/**
 * A repository of the hub.
 *
 * @param id OWNER/NAME
 * @param downloads of the last month, as the hub counts them
 * @param updated ISO-8601 as the hub writes it; empty if it does not
 * @param gated whether the hub gives its files only to who has accepted terms there
 */
public record HubRepository(String id, long downloads, long likes, String updated, boolean gated) {}
