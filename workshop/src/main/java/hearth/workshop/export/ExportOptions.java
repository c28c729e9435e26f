package hearth.workshop.export;

import hearth.workshop.awq.AwqOptions;
import hearth.workshop.calibrate.CalibrationOptions;
import hearth.workshop.gptq.AffineFormat;
import hearth.workshop.gptq.GptqOptions;

/**
 * What kind of checkpoint, and how it is rounded.
 *
 * @param layout how it is packed
 * @param format the numbers that can be said
 * @param rounding the method
 * @param calibration the text and how it is cut
 * @param calibrationName what the text is called
 */
public record ExportOptions(CheckpointLayout layout, AffineFormat format, Rounding rounding, CalibrationOptions calibration,
        String calibrationName, GptqOptions gptq, AwqOptions awq) {
    /** The methods there are. */
    public enum Rounding {
        /** Each value for itself. */
        PLAIN,
        GPTQ,
        AWQ
    }
}
