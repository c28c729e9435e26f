package hearth.format.encode;

import hearth.format.Codebook;

/**
 * How the searches of the IQ types of 2 and 3 bits differ, and how a block of them is packed.
 *
 * <p>The vectors' digits n stand for magnitudes 2n + 1 during the search. A group of values shares a scale.
 */
enum CodebookKind {
    IQ2_XXS(Codebook.IQ2_XXS, 2, 32, true, 6, 0.1f, 1f, 66, 1e-15f) {
        @Override
        void pack(CodebookBlock block, byte[] target, int at) {
            for (int group = 0; group < 8; group++) {
                for (int i = 0; i < 4; i++) {
                    target[at + 2 + 8 * group + i] = (byte) block.indexes[4 * group + i];
                }
                Rounding.put32(target, at + 6 + 8 * group, block.fourSigns(group) | block.scaleCodes[group] << 28);
            }
        }
    },
    IQ2_XS(Codebook.IQ2_XS, 2, 16, true, 9, 0.1f, 1f, 74, 1e-15f) {
        @Override
        void pack(CodebookBlock block, byte[] target, int at) {
            for (int i = 0; i < 32; i++) {
                Rounding.put16(target, at + 2 + 2 * i, block.indexes[i] | (block.signs[i] & 127) << 9);
            }
            block.packScales(target, at + 66);
        }
    },
    IQ2_S(Codebook.IQ2_S, 1, 16, false, 9, 0.1f, 0.9875f, 82, 1e-8f) {
        @Override
        void pack(CodebookBlock block, byte[] target, int at) {
            for (int i = 0; i < 32; i++) {
                target[at + 2 + i] = (byte) block.indexes[i];
                target[at + 34 + i] = (byte) block.signs[i];
                target[at + 66 + i / 4] |= (byte) (block.indexes[i] >> 8 << 2 * (i % 4));
            }
            block.packScales(target, at + 74);
        }
    },
    IQ3_XXS(Codebook.IQ3_XXS, 2, 32, true, 15, 0.2f, 1.0125f, 98, 1e-8f) {
        @Override
        void pack(CodebookBlock block, byte[] target, int at) {
            for (int i = 0; i < 64; i++) {
                target[at + 2 + i] = (byte) block.indexes[i];
            }
            for (int group = 0; group < 8; group++) {
                Rounding.put32(target, at + 66 + 4 * group, block.fourSigns(group) | block.scaleCodes[group] << 28);
            }
        }
    },
    IQ3_S(Codebook.IQ3_S, 3, 32, false, 9, 0.2f, 1.033f, 110, Float.MIN_VALUE) {
        @Override
        void pack(CodebookBlock block, byte[] target, int at) {
            for (int i = 0; i < 64; i++) {
                target[at + 2 + i] = (byte) block.indexes[i];
                target[at + 66 + i / 8] |= (byte) (block.indexes[i] >> 8 << i % 8);
            }
            for (int i = 0; i < 32; i++) {
                target[at + 74 + i] = (byte) block.signs[i];
            }
            block.packScales(target, at + 106);
        }
    };

    final Codebook book;
    /** Distinct distances of the near vectors that are tried. */
    final int distances;
    /** Values that share a scale. */
    final int group;
    /** Whether only seven of eight signs are stored, so that the number of minus signs must be even. */
    final boolean evenSigns;
    /** Candidates of the scale on both sides of the plain one. */
    final int span;
    final float step;
    /** What the block's scale is multiplied with when it is stored, found by trial. */
    final float factor;
    final int bytes;
    /** A group below counts as zero. */
    final float tiny;

    CodebookKind(Codebook book, int distances, int group, boolean evenSigns, int span, float step, float factor, int bytes, float tiny) {
        this.book = book;
        this.distances = distances;
        this.group = group;
        this.evenSigns = evenSigns;
        this.span = span;
        this.step = step;
        this.factor = factor;
        this.bytes = bytes;
        this.tiny = tiny;
    }

    /** Writes all but the block's scale to zeroed bytes. */
    abstract void pack(CodebookBlock block, byte[] target, int at);

    /** Whether the final scale changes all vectors, not only those that were not in the book. */
    boolean snapsAll() {
        return this == IQ2_XXS || this == IQ3_S;
    }
}
