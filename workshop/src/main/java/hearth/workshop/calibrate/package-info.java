/**
 * Sends all tokens of a calibration text through a model at once, one layer after the other: {@link hearth.workshop.calibrate.CalibrationPass}.
 * Whoever changes weights by what they are multiplied with is shown each matrix with its inputs, and says with what weights the pass goes
 * on. It knows no method of rounding.
 */
package hearth.workshop.calibrate;
