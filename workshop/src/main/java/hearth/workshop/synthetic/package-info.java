/** Models of a given shape with random weights, for measuring; entry class {@link hearth.workshop.synthetic.SyntheticModel}. */
package hearth.workshop.synthetic;
