package hearth.tokenizer;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds the special tokens in a text: of overlapping ones the longest, of equally long ones the leftmost, over the whole text.
 * A trie names the candidates at each position, then they are settled by falling length.
 */
final class SpecialTokenFinder {
    private static final int ROOT = 0;
    private static final int NONE = -1;

    private final PairTable children; // (node, character) to node
    private final IdList tokens = new IdList(16); // by node: the token whose text ends here, or NONE
    private final IdList depths = new IdList(16);
    private final IdList shorter = new IdList(16); // by node: the nearest node above where a token ends, or NONE
    private final boolean[] firstAscii = new boolean[0x80];
    private boolean firstOther;
    private final TokenRoles roles;

    SpecialTokenFinder(TextTable texts, TokenRoles roles) {
        this.roles = roles;
        children = new PairTable(64);
        addNode(0, NONE);
        for (int id = 0; id < texts.size(); id++) {
            if ((roles.isControl(id) || roles.type(id) == TokenType.USER_DEFINED) && texts.length(id) > 0) {
                add(texts.text(id), id);
            }
        }
        linkShorter();
    }

    private int addNode(int depth, int parent) {
        tokens.add(NONE);
        depths.add(depth);
        shorter.add(parent); // the parent until linkShorter
        return tokens.size() - 1;
    }

    private void add(String text, int id) {
        int node = ROOT;
        for (int i = 0; i < text.length(); i++) {
            int child = child(node, text.charAt(i));
            if (child == NONE) {
                child = addNode(i + 1, node);
                children.putIfAbsent(node, text.charAt(i), child);
            }
            node = child;
        }
        if (tokens.at(node) == NONE) {
            tokens.set(node, id);
        }
        if (text.charAt(0) < 0x80) {
            firstAscii[text.charAt(0)] = true;
        } else {
            firstOther = true;
        }
    }

    private int child(int node, char c) {
        return (int) children.get(node, c); // absent is NONE
    }

    private void linkShorter() {
        shorter.set(ROOT, NONE);
        for (int node = 1; node < shorter.size(); node++) { // parents come before children
            int parent = shorter.at(node);
            shorter.set(node, parent == ROOT || tokens.at(parent) != NONE ? parent : shorter.at(parent));
        }
        for (int node = 1; node < shorter.size(); node++) {
            if (shorter.at(node) == ROOT) {
                shorter.set(node, NONE);
            }
        }
    }

    /** The special tokens of {@code text} in order: start position in the upper 32 bits, id in the lower. */
    long[] find(MarkedText text) {
        IdList positions = new IdList(0);
        IdList nodes = new IdList(0);
        collect(text.chars(), positions, nodes);
        return positions.size() == 0 ? new long[0] : settle(text, positions, nodes);
    }

    /** Notes each position where a token's text begins, with the node of the longest one. */
    private void collect(char[] chars, IdList positions, IdList nodes) {
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] < 0x80 ? !firstAscii[chars[i]] : !firstOther) {
                continue;
            }
            int node = ROOT;
            int longest = NONE;
            for (int j = i; j < chars.length; j++) {
                node = child(node, chars[j]);
                if (node == NONE) {
                    break;
                }
                if (tokens.at(node) != NONE) {
                    longest = node;
                }
            }
            if (longest != NONE) {
                positions.add(i);
                nodes.add(longest);
            }
        }
    }

    private long[] settle(MarkedText text, IdList positions, IdList nodes) {
        long[] found = new long[4];
        int count = 0;
        int open = positions.size();
        BitSet covered = new BitSet(text.length());
        while (open > 0) {
            int length = 0;
            for (int i = 0; i < open; i++) {
                length = Math.max(length, depths.at(nodes.at(i)));
            }
            int kept = 0;
            for (int i = 0; i < open; i++) {
                int start = positions.at(i);
                int node = nodes.at(i);
                if (depths.at(node) == length) {
                    // what is covered so far is at least this long, so an overlap reaches one of the ends
                    boolean free = !covered.get(start) && !covered.get(start + length - 1);
                    int id = tokens.at(node);
                    if (free && text.trust(start, start + length).compareTo(neededTrust(id)) >= 0) {
                        covered.set(start, start + length);
                        if (count == found.length) {
                            found = Arrays.copyOf(found, 2 * count);
                        }
                        found[count++] = (long) start << 32 | id;
                        continue;
                    }
                    node = shorter.at(node);
                }
                if (node != NONE && !covered.get(start)) {
                    positions.set(kept, start);
                    nodes.set(kept++, node);
                }
            }
            open = kept;
        }
        Arrays.sort(found, 0, count);
        return Arrays.copyOf(found, count);
    }

    private Trust neededTrust(int id) {
        if (roles.isControl(id)) {
            return Trust.ALL;
        }
        return roles.isReserved(id) ? Trust.ADDED_TOKENS : Trust.NONE;
    }
}
