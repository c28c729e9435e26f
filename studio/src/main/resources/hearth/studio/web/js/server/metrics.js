/** Reads the text form of figures that Prometheus reads too. Pure. */

const LINE = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-z_]+)="((?:[^"\\]|\\.)*)"/g;

/** Figures by name: [{labels, value}]. */
export function parseMetrics(text) {
  const figures = new Map();
  for (const line of text.split('\n')) {
    const match = line.startsWith('#') ? null : LINE.exec(line);
    if (!match) continue;
    const labels = Object.fromEntries([...(match[2] ?? '').matchAll(LABEL)].map(([, name, value]) => [name, value]));
    if (!figures.has(match[1])) figures.set(match[1], []);
    figures.get(match[1]).push({ labels, value: Number(match[3]) });
  }
  return figures;
}

/** The sum over all labels. */
export function total(figures, name, wanted = () => true) {
  return (figures.get(name) ?? []).filter((each) => wanted(each.labels)).reduce((sum, each) => sum + each.value, 0);
}

/** Mean of what a histogram saw between two readings; null if it saw nothing. */
export function meanBetween(before, after, name) {
  const count = total(after, `${name}_count`) - total(before, `${name}_count`);
  return count > 0 ? (total(after, `${name}_sum`) - total(before, `${name}_sum`)) / count : null;
}

/**
 * The value below which a share of what a histogram saw between two readings lies, straight within its step as Prometheus does it; null if
 * it saw nothing.
 */
export function quantileBetween(before, after, name, share, wanted = () => true) {
  const steps = new Map();
  for (const [figures, sign] of [[after, 1], [before, -1]]) {
    for (const { labels, value } of figures.get(`${name}_bucket`) ?? []) {
      if (wanted(labels)) steps.set(labels.le, (steps.get(labels.le) ?? 0) + sign * value);
    }
  }
  const bounds = [...steps].map(([le, count]) => [le === '+Inf' ? Infinity : Number(le), count]).sort((a, b) => a[0] - b[0]);
  const all = bounds.at(-1)?.[1] ?? 0;
  if (all <= 0) return null;
  let low = 0;
  let seen = 0;
  for (const [bound, count] of bounds) {
    if (count >= share * all) return bound === Infinity ? low : low + (bound - low) * ((share * all - seen) / Math.max(count - seen, 1e-9));
    low = bound;
    seen = count;
  }
  return low;
}
