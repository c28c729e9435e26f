/**
 * What the dialects share to read and write their wire forms; entry class {@link hearth.server.wire.Fields}. Pure: it knows no HTTP.
 */
package hearth.server.wire;
