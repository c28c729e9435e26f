/** A line over the last minutes, with the newest value in words. */
import { Chart, LINE, short } from '../charts.js';
import { h } from '../dom.js';

const POINTS = 120;

export class Plot {
  /** @type {(number | null)[]} */
  values = Array.from({ length: POINTS }, () => null);

  /** @param {string} label @param {(value: number) => string} write for people @param {(value: number) => string} [tick] beside the axis */
  constructor(label, write, tick = short) {
    this.label = label;
    this.write = write;
    this.chart = new Chart(label, { series: LINE, range: () => [0, POINTS - 1], write, tick });
    this.now = h('p', { class: 'big' }, '–');
    this.top = h('p', { class: 'hint' });
    this.element = h('section', { class: 'card', 'aria-label': label }, h('p', { class: 'hint' }, label), this.now, this.chart.element, this.top);
  }

  /** @param {number | null} value null for no figure at this time @param {(most: string) => string} topText */
  add(value, topText) {
    this.values = [...this.values.slice(1), value];
    const known = this.values.filter((each) => each !== null);
    this.chart.set(this.values);
    const last = value ?? known.at(-1);
    this.now.textContent = last === undefined ? '–' : this.write(last);
    this.top.textContent = known.length ? topText(this.write(Math.max(...known, 0))) : '';
    this.chart.element.setAttribute('aria-label', `${this.label}: ${this.now.textContent}`);
  }
}
