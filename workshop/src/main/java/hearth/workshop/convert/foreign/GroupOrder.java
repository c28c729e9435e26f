package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.StoredTensor;

/** The group of each column where a tool sorted columns before it made groups (act-order). */
final class GroupOrder {
    private GroupOrder() {}

    /**
     * Reads and checks it.
     *
     * @return empty if groups are neighbouring columns, or if all groups are -1, which means so too
     */
    static int[] read(Parts parts, StoredTensor stored, Grid grid) {
        int[] order = parts.words(stored, 0, grid.columns());
        boolean inOrder = true;
        boolean unset = true;
        for (int column = 0; column < order.length; column++) {
            unset &= order[column] == -1;
            inOrder &= order[column] == column / grid.groupSize();
        }
        for (int column = 0; column < order.length && !unset; column++) {
            if (order[column] < 0 || order[column] >= grid.groups()) {
                throw parts.error(Kind.MALFORMED, stored, "puts column " + column + " in group " + order[column] + ", but there are "
                        + grid.groups());
            }
        }
        return inOrder || unset ? new int[0] : order;
    }
}
