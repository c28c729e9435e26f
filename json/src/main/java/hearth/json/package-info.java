/** JSON text to plain Java values and back; entry class {@link hearth.json.Json}. */
package hearth.json;
