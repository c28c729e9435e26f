/** Reads the text form of figures that Prometheus reads too. Pure. */

const LINE = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-z_]+)="((?:[^"\\]|\\.)*)"/g;

/**
 * @typedef {Partial<Record<string, string>>} Labels
 * @typedef {Map<string, {labels: Labels, value: number}[]>} Figures by name
 */

/** @param {string} text */
export function parseMetrics(text) {
  /** @type {Figures} */
  const figures = new Map();
  for (const line of text.split('\n')) {
    const match = line.startsWith('#') ? null : LINE.exec(line);
    if (!match) continue;
    const [, name = '', list = '', value] = match;
    const labels = Object.fromEntries([...list.matchAll(LABEL)].map(([, label, text]) => [label, text]));
    const all = figures.get(name) ?? [];
    figures.set(name, all);
    all.push({ labels, value: Number(value) });
  }
  return figures;
}

/** The sum over all labels. @param {Figures} figures @param {string} name @param {(labels: Labels) => boolean} [wanted] */
export function total(figures, name, wanted = () => true) {
  return (figures.get(name) ?? []).filter((each) => wanted(each.labels)).reduce((sum, each) => sum + each.value, 0);
}

/** Mean of what a histogram saw between two readings; null if it saw nothing. @param {Figures} before @param {Figures} after @param {string} name */
export function meanBetween(before, after, name) {
  const count = total(after, `${name}_count`) - total(before, `${name}_count`);
  return count > 0 ? (total(after, `${name}_sum`) - total(before, `${name}_sum`)) / count : null;
}

/**
 * The value below which a share of what a histogram saw between two readings lies, straight within its step as Prometheus does it; null if
 * it saw nothing.
 * @param {Figures} before @param {Figures} after @param {string} name @param {number} share from 0 to 1 @param {(labels: Labels) => boolean} [wanted]
 */
export function quantileBetween(before, after, name, share, wanted = () => true) {
  /** @type {Map<number, number>} */
  const steps = new Map();
  /** @param {Figures} figures @param {number} sign */
  const count = (figures, sign) => {
    for (const { labels, value } of figures.get(`${name}_bucket`) ?? []) {
      const bound = labels['le'] === '+Inf' ? Infinity : Number(labels['le']);
      if (wanted(labels)) steps.set(bound, (steps.get(bound) ?? 0) + sign * value);
    }
  };
  count(after, 1);
  count(before, -1);
  const bounds = [...steps].sort((a, b) => a[0] - b[0]);
  const all = bounds.at(-1)?.[1] ?? 0;
  if (all <= 0) return null;
  let low = 0;
  let seen = 0;
  for (const [bound, below] of bounds) {
    if (below >= share * all) return bound === Infinity ? low : low + (bound - low) * ((share * all - seen) / Math.max(below - seen, 1e-9));
    low = bound;
    seen = below;
  }
  return low;
}
