/**
 * The workshop's pages: quantize, convert, compare, verify. Entry class {@link hearth.studio.workshop.WorkshopEndpoints}. Results become
 * models of the store; files are read from the store and from folders the user named at the start, from nowhere else.
 */
package hearth.studio.workshop;
