/** Careful HTTP: address rules, redirects, stalls, ranged and resumable downloads into the store; entry class {@link hearth.store.fetch.Downloader}. */
package hearth.store.fetch;
