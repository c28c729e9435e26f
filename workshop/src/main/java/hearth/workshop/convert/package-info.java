/**
 * Conversion of other model formats to GGUF: {@link hearth.workshop.convert.Conversion} plans it, writes it, or offers the
 * result without writing it. It never prints.
 */
package hearth.workshop.convert;
