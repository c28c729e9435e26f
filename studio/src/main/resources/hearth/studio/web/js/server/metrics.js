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
