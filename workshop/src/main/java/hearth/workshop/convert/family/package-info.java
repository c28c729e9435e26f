/** The architectures that can be converted, one class each; {@link hearth.workshop.convert.family.Families} lists them. */
package hearth.workshop.convert.family;
