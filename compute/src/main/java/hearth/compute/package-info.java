/** What a device offers: entry interface {@link hearth.compute.Backend}; the judge is {@link hearth.compute.ScalarBackend}. */
package hearth.compute;
