/** Plots, by uPlot, and bars side by side. What a plot tells is written beside it or in its label, for those who can't see it. */
import uPlot from '../lib/uplot/uPlot.esm.js';
import { h } from './dom.js';
import { language } from './i18n.js';

const HEIGHT = 110;
const AXIS = 48;

/** Those that are on the page: they follow its colours. @type {Set<Chart>} */
const live = new Set();
const recolour = () => live.forEach((chart) => chart.redraw());
new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ['data-theme'] });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);

/** @param {string} name */
const colour = (name) => () => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A number in the room beside an axis. @param {number} value */
export function short(value) {
  const tiny = value !== 0 && Math.abs(value) < 0.001;
  return new Intl.NumberFormat(language(), { maximumSignificantDigits: 3, notation: tiny ? 'scientific' : 'compact' }).format(value);
}

/** One row of values on a canvas as wide as there is room. */
export class Chart {
  /** @type {uPlot | null} */
  plot = null;
  /** @type {(number | null)[]} */
  values = [];

  /**
   * @param {string} label for those who can't see it
   * @param {object} form
   * @param {uPlot.Series} form.series how uPlot draws it
   * @param {(count: number) => [number, number]} form.range the first and last place, by the number of values
   * @param {(value: number, place: number) => string} form.write for people, where the pointer is
   * @param {(value: number) => string} [form.tick] a value beside the axis
   */
  constructor(label, { series, range, write, tick = short }) {
    this.series = series;
    this.range = range;
    this.write = write;
    this.tick = tick;
    this.reading = h('p', { class: 'reading', hidden: true });
    this.element = h('div', { class: 'plot', role: 'img', 'aria-label': label }, this.reading);
    // Tells also when it comes to the page and when it leaves.
    new ResizeObserver(() => this.fit()).observe(this.element);
  }

  /** @param {(number | null)[]} values null for none */
  set(values) {
    this.values = values;
    this.plot?.setData(this.data());
  }

  /** @returns {uPlot.AlignedData} */
  data() {
    return [this.values.map((_, i) => i), this.values];
  }

  fit() {
    const width = this.element.clientWidth;
    if (!width) {
      this.plot?.destroy();
      this.plot = null;
      live.delete(this);
    } else if (this.plot) {
      this.plot.setSize({ width, height: HEIGHT });
    } else {
      this.plot = new uPlot(this.options(width), this.data(), this.element);
      live.add(this);
    }
  }

  redraw() {
    this.plot?.redraw();
  }

  /** @param {number} width @returns {uPlot.Options} */
  options(width) {
    return {
      width, height: HEIGHT, padding: [8, 4, 4, 0], legend: { show: false }, select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: { x: { time: false, range: () => this.range(this.values.length) }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] } },
      axes: [{ show: false }, {
        size: AXIS, gap: 4, space: 28, stroke: colour('--soft'), font: '11px system-ui, sans-serif', ticks: { show: false }, border: { show: false },
        grid: { stroke: colour('--line'), width: 1 }, values: (_, ticks) => ticks.map(this.tick),
      }],
      series: [{}, { stroke: colour('--accent'), points: { show: false }, ...this.series }],
      hooks: { setCursor: [({ cursor: { idx } }) => this.read(idx)] },
    };
  }

  /** @param {number | null | undefined} place */
  read(place) {
    const value = this.values[place ?? -1] ?? null;
    this.reading.hidden = value === null;
    if (value !== null) this.reading.textContent = this.write(value, place ?? 0);
  }
}

/** Places of values without neighbours. @param {ArrayLike<unknown>} values */
function lone(values) {
  const isThere = (/** @type {number} */ i) => (values[i] ?? null) !== null;
  return Array.from(values, (_, i) => i).filter((i) => isThere(i) && !isThere(i - 1) && !isThere(i + 1));
}

/** How a line is drawn; a value without neighbours is a point. @type {uPlot.Series} */
export const LINE = {
  width: 2,
  points: { show: false, size: 5, filter: ({ data }, i) => lone(data[i] ?? []) },
};

const bars = uPlot.paths.bars?.({ size: [0.85, 60] });
/** @type {uPlot.Series} */
const BARS = { width: 0, fill: colour('--accent'), ...(bars ? { paths: bars } : {}) };

/** One line for each value. @param {string} label @param {{name: string, value: number, text: string}[]} rows */
export function valueBars(label, rows) {
  const most = Math.max(...rows.map((row) => row.value), 0);
  return h('div', { class: 'card', role: 'group', 'aria-label': label }, h('p', { class: 'chart-title' }, label), h('ul', { class: 'bars' }, rows.map(({ name, value, text }) => h('li', {},
    h('span', { class: 'name' }, name),
    h('meter', { min: 0, max: most > 0 ? most : 1, value, 'aria-hidden': 'true' }),
    h('span', { class: 'number' }, text)))));
}

/**
 * A row of bars.
 * @param {string} label @param {number[]} values
 * @param {string} about what to say of it
 * @param {[string, string]} ends words under both ends
 * @param {(value: number, place: number) => string} [write] for people
 */
export function columns(label, values, about, ends, write = short) {
  const chart = new Chart(`${label}: ${about}`, { series: BARS, range: (count) => [-0.5, Math.max(count, 1) - 0.5], write });
  chart.element.classList.add('columns');
  // Rounding can make a divergence of nothing a little less than nothing.
  chart.set(values.map((value) => Math.max(0, value)));
  return h('div', { class: 'card', role: 'group', 'aria-label': label }, h('p', { class: 'chart-title' }, label), chart.element,
    h('p', { class: 'hint ends' }, h('span', {}, ends[0]), h('span', {}, ends[1])), h('p', { class: 'hint' }, about));
}
