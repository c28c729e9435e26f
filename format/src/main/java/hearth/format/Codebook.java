package hearth.format;

import java.util.Arrays;
import java.util.Base64;

/**
 * The tables of short vectors that the IQ types choose their values from. They are part of the file format and follow from no
 * formula. A vector is stored as a number whose digits, lowest first, index an alphabet of values; a table is the rising list
 * of these numbers, here written as their differences less one, each in groups of 7 bits, lowest first, the top bit of a byte
 * telling that more follow.
 */
public enum Codebook {
    IQ2_XXS(256, 2, 8, Alphabets.TWO_BITS,
            "AAECAgEGAgsBBQEWAgsHCAIbAQcXXgILBCpDE2cBH1/+AgILEAIbAQUXIAILE1sBBRclIhYQdwYvQx/bAgQCCxMYAgsBNXs7wQER7AsCCxAeHyML"
            + "BGoHFy8JJaMBILoDBxcEIzaXAUmdARXqAwILL0B+BJoBsAGuCwEHORweAaYBHrcBAf4DAgsvFakBQCKrAvcCF3OvA7wrAgsHCAIbBw0JIAILbx9A"
            + "HgR7DjcNEZcDBxdfGHgR2wGABAILLwS6AVcIIMIBSu8KBwgHBl8Hez1h7AH+AwF39gFSqwMQB0rbAccB+wsLLyeXAVTCAUefAwSKAgFxvQW9LwEH"
            + "NkCBARMn0AHvAwILBCofnwFFTXQ2H6EDgQKMAvILCxMbYHRpxAG6AyEhjAKvBp4B4Q1NNIMB9gGXBLcIswE="),
    IQ2_XS(512, 2, 8, Alphabets.TWO_BITS,
            "AAECAgEGAgECBgECAhgCAQIGAQICCAIbAQICCAIEBmACAQIGAQICAQYCGwECAggCCwcYAgtvAQICCAILIAILBCoJ9gICAQIGAQICCAIbAQICCAIB"
            + "CSACC28BAgIIAgsgAgsQHoABAgsVGQFB+wIBAgIBBgILBBsCCwcnHwlWAgsvQAd2HwdtCeAKAgECBgECAggCGwECAggCCwkWAgtvAQICCAILIAIL"
            + "LxMBagIBCS8fnwMBAgIIAgsgAgQGExuAAQILL78BEzS3AwILAS0TMXkEYOoBV9YKAQICAQYCCyACCy8fYAILLwccmgEhXSfYAgILGBa/AUAQRmcY"
            + "iwHZAgcBFTQyGcUBJ3cXYQUB9ioCAQIGAQICCAIbAQICAQYCCwQbAgtvAQICCAILIAILLwQcXgILARYWvwMBAgIIAgQGIAILLxNsAgsTG1llCTkL"
            + "sAMCCy8EDg2dARAyCxiaAfsLAQICCAILBxgCCy+AAQILBCoBvQFDZdYCAgsQHh8gH14HdweYAUY43gITLA5IgAElAcIC+woCCy8TDSMiVqMCJUft"
            + "AhX5AS8EXtwEaLoB4AFNDZ0rAQICCAILCRYCCy8BJQFWAgEJLxAHpgEfXwEdB9gCAgsBAiofKHZDYHJRlQMHHDQlASVdmwJdBw0R2AoCCy8VLXsh"
            + "QfEBMvYCBD4LB9ABZgGuAY8EVKIBywFKnwsBBQEVCXWwAQdMWQEFIVUfnwNUzwMy8QIVAQV3B1t/AaEBAWYY"),
    IQ2_S(1024, 2, 8, Alphabets.TWO_BITS,
            "AAECAgEGAgECBgECAhgCAQIGAQICCAIBAhYBAgIIAgsEBFYCAQIGAQICCAIbAQICCAIBAgYEAhgCCwECCwJbAQICCAILCRYCAQIGBCoEBAkN3gIC"
            + "AQIGAQICCAIBAhYBAgIBBgIBAgYBAhsCAQIGBAIIAlsBAgIBBgIBAgYEAhgCAQIGAQICCAIbAQICCAILYAIBAgYEKgQCCAILIAIL7wIBAgIIAgEC"
            + "BgQEFgIBAgYBAgIIAhsEDhVWAgsBAgIIHgQCCAILIA5vEAINBQElSOcKAgECBgECAggCARkBAgIIAgECBgECAhgCAQkEAggCWwECAgEGAgECBgEC"
            + "AhgCAQIGAQICCAIbAQICCAJsAgQGBAsCGwQLAiwCC+8CAQICCAIBAgYEAhgCAQIGAQICCAIbAQICCAILYAIBAgYBAgIIAhsBAgIIAgsgAgtvBAII"
            + "AgsgAgsvKdYCAgECBgQCCB4BAgIIAgsgAnsBAgIIAgsgAgsYOGELLxWpCwECAggCAQIGBAQWAgsBAg4bCQkVVgILAQILHgECCwILIAILbwkXBQEZ"
            + "CzcBHdgCAgECBgQCCAIbAQICCAILIAILbwQCCAILIAILFRmAAQILLximAwQLAiwCCzkfVgILhAF0F0EjAfYqAgECBgECAgEGAgEZAQICAQYCAQIG"
            + "AQIbAgsEAggCWwECAggCAQIGAQIbAgECBgECAggCGwECAggCC2ACCwECAgsbBAIIAgsgAvsCAQICAQYCAQIGAQICGAIBAgYBAgIIAhsBAgIIAgtg"
            + "AgECBgECAggCGwECAggCCwkWAgtvAQICCAILIAILLyTbAgIEBgECAggCGwECAggCCyMLbwECAggCCyACCy8VagILL78LAQICCAIBAgYBAgIYAgEC"
            + "BgECAggCGwECAggCbAIBAgYBAgIIAhsBAgIIAgsgAgtvBAIIAgsgAgsYFoADAgECBgECAggCGwECAggCCyACC28BAgIIAgsgAgsvgAECCxUZvwMB"
            + "AgIIAgsgAgsJJYABAgsvvwEYayLYCgIBCQECAggCGwQCCAILIwtvAQICCAILIAILLxhqCy8VSt4CBAIIAgsgAgsvgAECCy8JHSltkwHsAgILVDJn"
            + "KZcCXt4qAQICCAIEBgQbAgsBAgIIHgQLAmwCBAYBAgIIAhsBAgIIAiwCCxhWBAQGAiwCC7ADAgECBgECAggeAQICCAILIAILbwECAggCCyACCy8J"
            + "dgILGBa/AwQLAiwCC1FeAjskvAE1AScf3goCBAYBAgILGwECAggCCyACC28ECwIsAgsJpgECCy9l2QIBAgIIAgsgAgsvFWoCCy9XCF5FHZwDAgsV"
            + "GWhWSAi9Au8KBAQJDQcWAgtRB5UBJJwBBxcFAVcFAR3YAgILL0gaWxi3ArgDHXmxATGBAQEVAQVfIQ=="),
    IQ3_XXS(256, 3, 4, Alphabets.THREE_BITS_XXS,
            "AAEBBAEDAAEGCBgBAwEEAQYDAgEGCgsHAQEEBgEGAQMJBQ0DBQABCiISEwQKCwEDBRIPMhYTAwEUDQ8BBAEGAQQBAQoAFwEGBgEuAQQBBgYhBQEN"
            + "CAwPCgMiJwMREgtMDR8BBgEEAQMCCB4BAQIBBgYaAwAHAQYFAAEMAAwTBgMrAyANFxMJGkQBChYbBgEGARQMBAUBDQgKARoBBAwUDw4RPA4SBQUL"
            + "Gh4RFCcUEwoNAQsDTBMOAA8FEB0eJAogDRRMAgENMRYWBwUPFh4NHwcoHAoDIgcWTisNMQ8BDRwfHSQjBUUgJDAnDTEBAQARDysJKRoEFQwNFCAP"
            + "HgERQw=="),
    IQ3_S(512, 3, 4, Alphabets.THREE_BITS,
            "AAAAAgEAAAABAQEAAwUEAQIBAQEEAQYCAgAAAAEDAAMCAgMBAwYMAwQFAAMBAAICAgMCAwUCAQEBDAIHBQMCAQYBAgUDAQwBAwIKAwECBQUCBQ4J"
            + "AQsBAwQFAwEOBAoCAQ0QDgYBAQsBAwQMAxMAAAEDAAEBAQABBgIBDQECCAUAAQIBAwQGAgUGAQ0FAQkCAQADBQUCCQIJBgICAAIFBQADBBAFCgEE"
            + "AQwBBgMBAxQGAgUGAQ4mAwIMARoBBAEGCwMQBQcAAQEBAAEBAQIBAwABBgEBAgEMAAIBAgEFAgMCAgMCBQYXAgIJAQQGAQkDCQIDAQIDCAEEAQYF"
            + "DQoFCAIGAgMYAgYECAwACgwHAQQJGwMTAwwBCgQZBgEBAQIGAQEEAQIBCQUHAQEGBAEMDwkDAQkFCQELGAYDBAEDAAgBAwUNBwUEAwYQBQMMBgEK"
            + "BAkJDBISHwEMAQoiAwUFAwICBgYPCQQBAQYFBAUFAxMBBAQDCQQOAgULBAEEAQYDIgERCgAYCwEJIBgQExcECgoFGAUDBQ0DAgILBQQBAQQGCB8F"
            + "CAkEBQwWBAAODAQLBQUCCwkLIwsSATYfAQ02AQELARQPDwYcFREFCgQFBwsEDjQNDg0CGBMUGigBNAMCCAELAQsFDwYKDgEbAgMFAgYQGBcCDRUD"
            + "BQQXKQ8fFiY="),
    IQ1(2048, 2, 8, Alphabets.ONE_BIT,
            "AAECAgEGAwoBBQEaCwIBDhoBBQEKCgEFAVkACwIBAgAKGwQCCAIEBgIBARwLAgEOWgEFAQoKAQUBGgsHCgQWAQUBBgMDBgEFAeYCAgEOGwcLBAkA"
            + "KwcLWwIAAA4CAQ4WBAQFAAIAAAIGAQICARYPAwIBBgIAAAJqBCcCCwECAgcABAIbCwIE5gIBBQEKCgEFARoLBA4aAQUBCgoBBQFaCwIECgAbDgAD"
            + "CwIEJwIBAgtaAQUBCgoBBQEaCwcHAxoBAgIBCgoBBQHlCgACBAoAGwILBAIIAgADJwIBCgNbAgECBgECAggCBBsEBQAAAQAAAgYEHg0CCwJsAgEO"
            + "GgUCCAICAQkBHgsCAQ7bAgQCCgACAAcEGgMAAQEGAgAAAggCAhsEBgMAAgAABgIAA1gCBAYCAAACBgECAgEWAgAACgABAAACAAYCAAACFgEBAAIB"
            + "BQACAAACAAUBAlsCAAAOAAEBBgQZAQEAAgEGAwABAAcCAAIAABsDBwIOBOcCBA4bAgECBgQCAQUAAgECGwsCEGoBAgQGAxwBAAIIAgAAAgAFBAQe"
            + "BwACAggEAl8MDQEdAQIGAQICCAQCGwsEA+UKAQUBCgoBAgIBGgsHBwMaAQUBCgoBAgIBWgsCBAscAQQLAgEGAgAAHgoFAgtbBgEGAwoBBQEaCwQC"
            + "CxsGAQYDCgEFAdoCDgECCx4AAAIIAgIBCx4LAgQHA2MLCwcWBAIIAgADCAICIAYDAAIBBgIBAlsKAQYLGwcLCgAHGgEJCeUCAQUBCgoBBQEaCwIQ"
            + "GgEFARUBBQFeBwIECyACCAILAgECGwoFAgoAWgEFARUBBQEaCwQCCxoBBQEKCgEFAdoqCwQOIwgCAgEGAgEtBAcEWQACAQIIAgABAQYEAhsCAQYC"
            + "AAACAAoCARYCAQkBAgoAAGILAgEOGxACBAkEHwoQ2wITAw8bAgEGAgAACgACAgEWBAIGAQIKAAdXAAIEBgIAAAIGBAQWAgAAAgYAAgAAAQAHAgAA"
            + "AhgBAAIIAgAAAgAKAgFWAwMKAAIBBgIEFgECAgcAAAIAAggCAhgDBAkACwIB3gILAwQKHAYGBAIIAgECGwsCAQILWwMAAwUDAAIIAgEZBAQGAAEA"
            + "AAIGAQIAAxsCCAIAAQgCAQJsLQECCwIBCQQqENsKAgAAAggCBAYCBBYEAggCAAACCwIdAgsCBwAEAlsCAAAGAgAAAQAGBAABARYCAAACBgAAAQAA"
            + "AQAABgIAAAIYAgsCAAACBgQEVgQLAgQGAh0CBAYCAAACCAIfCgECAwAJ3wIACwIAAAEABwMCARYCAAACAAUAAgAAAQAABgABAAACFgcBBgIAAAIH"
            + "AgAEVgABAAACBgAAAQAAAgAGAgAAAhYAAAEAAAEABgAAAQAAAQAABQACAAABAAAWAgADAAUAAgAAAQAHAgAAAlYAAAEBAQAHAgACAAYAAAEAAAEA"
            + "FwMAAQAABQAAAQAAAQAABgIAAxgCAAEAAAYDBAcCAAEA2gIAAAIGBAIICBoCAQYCAAABAAYBAQAcBgYBAgIIB1cAAgQGAgAAAgsbAgAAAgYAAAEA"
            + "AAEAAAYCAAACFwMDBwIAAAEAC14DDAQFBAACGwIABwMAAQAIAgIBFggHAgABAQbjCg4BAgseCwQAAQEGAgECFxQOWwIBAggCCwADAhsDBwMAAgsA"
            + "AxkFBwILBAJnBAImAAQOAAEHJAsEDusCAAIAAwYEAhYBAgIBBgIAAAIABQECHgADBgEBAAABAQYCBFsCAQYDAAIqAAACBgACAAACBwIAAAIcAgAG"
            + "AwACAAcCAAFZBgsKBQEAFgQCAQYCAAABAQUEAhcBAgQJAQEABgMBA+sCAgsbEAIEBgcbCwYNWgILBAsCAQIWAAMAAQgCAAACBgQEFwEFCgsCAANn"
            + "BAEoAgQGBAIBCQADHA0DAQvZKgEFARUBBQEaCgACAQILGgEFAQoKAQUBWgsCAQILGwIEBgECAAEACgECGwMKAQILWgEFAQoKAQUBJgIECxoBBQEK"
            + "CgEFAekCBCcCDAMEBgIEKgRnBwgCBAsCFgADAggCAAACAAoAAQEWAgECBgECAg1qBAILGwIEAAUEAwAGBAMaCwgJ2wIBBQEKCgEFARYDCwIECwMW"
            + "AQUBCgoBBQFaAAoCAQ4bAgECBgECBAYCIBACC1oBBQEKCgEFARoLAgEpAQUBCgoBBQHaCgsEAQALGwQCCwIBDgAaCwIBAgtbAgECBgQCAQYCAQIW"
            + "BAoAAgAAAggCHgELAgIIAgECWwsCBAseAQIGAQICDQIbDgES1wICAQkEAg0ZCQYCAAABAAYAAAIeAQsBAAIIB1YEAgEFAAIAAAIHAwMAFgIAAAIG"
            + "AAABAAABAAAGAgAAAhcDAggAAQAAAgAFAQICAVYCCwQDBgUCGwIABwACAAILAhkBBAAHAQAOAQLbAhACCxsECQECAAMJAB8LBAILXgECBgECAgEF"
            + "AAIBGQECAgEGAgAAAggCAAMWAgsBAgQGBF4PDx4BAgYEAggjCwIAAOkKAQUBCgoBBQEaCwIBAiYBBQEKCgEFAVoDBwIBAgArAgcDAgEGAiAKAQMC"
            + "aAUBBQgIBQEaCwQCCxoBBQEKCgEFAe4CCxsCCwMAAgEGAwABABuAAQIGAQICDQIYAgsCAAACCwQWAgAAAggCAmwLBAMGAx4BAwcCAAEHASMJBAAC"
            + "BwIB2QIBBQEVAQUBJgIBAiYBBQEKCgEFAVoOBAcDGw4EBAYEAiYFaQEFARUBBQEmAgEpAQUBCgoBBQE=");

    /** What the digits stand for. */
    private static final class Alphabets {
        static final byte[] TWO_BITS = {8, 25, 43};
        static final byte[] THREE_BITS_XXS = {4, 12, 20, 28, 36, 44, 52, 62};
        static final byte[] THREE_BITS = {1, 3, 5, 7, 9, 11, 13, 15};
        static final byte[] ONE_BIT = {-1, 0, 1};
    }

    private final int width;
    private final byte[] alphabet;
    /** (vector, place in it). */
    private final byte[] values;

    Codebook(int count, int digitBits, int width, byte[] alphabet, String differences) {
        this.width = width;
        this.alphabet = alphabet;
        values = new byte[count * width];
        byte[] packed = Base64.getDecoder().decode(differences);
        int code = -1;
        int at = 0;
        for (int i = 0; i < count; i++) {
            int difference = 0;
            int shift = 0;
            for (boolean more = true; more; shift += 7) {
                difference |= (packed[at] & 0x7f) << shift;
                more = packed[at++] < 0;
            }
            code += difference + 1;
            for (int j = 0; j < width; j++) {
                values[i * width + j] = alphabet[code >> digitBits * j & (1 << digitBits) - 1];
            }
        }
    }

    /** Number of vectors. */
    public int size() {
        return values.length / width;
    }

    /** Values of a vector. */
    public int width() {
        return width;
    }

    /** Number of values that occur. */
    public int alphabetSize() {
        return alphabet.length;
    }

    /** What a digit stands for. */
    public int value(int digit) {
        return alphabet[digit];
    }

    /** The digit at {@code place} of vector {@code index}. */
    public int digit(int index, int place) {
        return Arrays.binarySearch(alphabet, values[index * width + place]);
    }

    /** Writes vector {@code index} times {@code scale}; a bit of {@code signs}, lowest first, makes a value negative. */
    void decode(int index, int signs, float scale, float[] target, int out) {
        for (int j = 0; j < width; j++) {
            float value = scale * values[index * width + j];
            target[out + j] = (signs >> j & 1) == 0 ? value : -value;
        }
    }

    /** Writes vector {@code index}, each value plus {@code shift}, times {@code scale}. */
    void decodeShifted(int index, float shift, float scale, float[] target, int out) {
        for (int j = 0; j < width; j++) {
            target[out + j] = scale * (values[index * width + j] + shift);
        }
    }
}
