/** Two texts word by word. Pure. */

/** @typedef {[kind: 'same' | 'removed' | 'added', text: string]} Piece */

const MAX_WORDS = 3000;
const WORD = /\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu;

/** Pieces of text; null if the texts are too long for it. @param {string} before @param {string} after */
export function diffWords(before, after) {
  const a = before.match(WORD) ?? [];
  const b = after.match(WORD) ?? [];
  if (a.length > MAX_WORDS || b.length > MAX_WORDS) return null;
  const common = commonWords(a, b);
  /** @type {Piece[]} */
  const pieces = [];
  /** @param {Piece[0]} kind @param {string | undefined} text */
  const put = (kind, text = '') => {
    const last = pieces.at(-1);
    if (last?.[0] === kind) last[1] += text;
    else pieces.push([kind, text]);
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      put('same', a[i]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && common(i + 1, j) >= common(i, j + 1))) {
      put('removed', a[i]);
      i += 1;
    } else {
      put('added', b[j]);
      j += 1;
    }
  }
  return pieces;
}

/** How many words a from i and b from j have in common, in order. @param {string[]} a @param {string[]} b @returns {(i: number, j: number) => number} */
function commonWords(a, b) {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  /** @param {number} i @param {number} j */
  const common = (i, j) => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = a[i] === b[j] ? common(i + 1, j + 1) + 1 : Math.max(common(i + 1, j), common(i, j + 1));
    }
  }
  return common;
}
