/** A small line over the last minutes. */
import { h, svg } from '../dom.js';

const POINTS = 120;
const WIDTH = 240;
const HEIGHT = 60;

export class Plot {
  /** @param write a value, for people */
  constructor(label, write) {
    this.label = label;
    this.write = write;
    this.values = [];
    this.path = svg('path', {});
    this.now = h('p', { class: 'big' }, '–');
    this.top = h('p', { class: 'hint' });
    this.picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', class: 'plot', role: 'img', 'aria-label': label },
      svg('line', { x1: 0, y1: HEIGHT - 1, x2: WIDTH, y2: HEIGHT - 1 }), this.path);
    this.element = h('section', { class: 'card', 'aria-label': label }, h('p', { class: 'hint' }, label), this.now, this.picture, this.top);
  }

  /** @param value null for no figure at this time */
  add(value, topText) {
    this.values.push(value);
    if (this.values.length > POINTS) this.values.shift();
    const known = this.values.filter((each) => each !== null);
    const max = Math.max(...known, 0);
    const step = WIDTH / (POINTS - 1);
    const from = POINTS - this.values.length;
    let pen = 'M';
    let line = '';
    this.values.forEach((each, i) => {
      if (each === null) {
        pen = 'M';
        return;
      }
      const x = (from + i) * step;
      const y = HEIGHT - 2 - (max > 0 ? (each / max) * (HEIGHT - 6) : 0);
      line += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      // A lone point is a short stroke.
      if (pen === 'M') line += `h${step.toFixed(1)}`;
      pen = 'L';
    });
    this.path.setAttribute('d', line);
    const last = known.at(-1);
    this.now.textContent = value === null ? (last === undefined ? '–' : this.write(last)) : this.write(value);
    this.top.textContent = known.length ? topText(this.write(max)) : '';
    this.picture.setAttribute('aria-label', `${this.label}: ${this.now.textContent}`);
  }
}
