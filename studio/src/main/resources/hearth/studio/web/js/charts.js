/** Bars: of values side by side, and of many values in a row. What a bar tells is written beside it or in the label, for those who can't see it. */
import { h, svg } from './dom.js';

const WIDTH = 400;
const HEIGHT = 100;

/** One line for each value. @param rows [{name, value, text}] */
export function valueBars(label, rows) {
  const most = Math.max(...rows.map((row) => row.value), 0);
  return h('div', { class: 'card', role: 'group', 'aria-label': label }, h('h4', {}, label), h('ul', { class: 'bars' }, rows.map(({ name, value, text }) => h('li', {},
    h('span', { class: 'name' }, name),
    h('meter', { min: 0, max: most > 0 ? most : 1, value, 'aria-hidden': 'true' }),
    h('span', { class: 'number' }, text)))));
}

/** A row of bars. @param about what to say of it; @param ends words under both ends */
export function columns(label, values, about, ends = ['', '']) {
  const most = Math.max(...values, 0);
  const step = WIDTH / Math.max(values.length, 1);
  const bars = values.map((value, i) => {
    // Rounding can make a divergence of nothing a little less than nothing.
    const height = most > 0 ? (Math.max(0, value) / most) * HEIGHT : 0;
    return svg('rect', { x: (i * step).toFixed(2), y: (HEIGHT - height).toFixed(2), width: Math.max(step - (step > 3 ? 1 : 0), 0.5).toFixed(2), height: height.toFixed(2) });
  });
  return h('div', { class: 'card', role: 'group', 'aria-label': label }, h('h4', {}, label),
    svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', class: 'plot columns', role: 'img', 'aria-label': `${label}: ${about}` }, bars,
      svg('line', { x1: 0, y1: HEIGHT, x2: WIDTH, y2: HEIGHT })),
    h('p', { class: 'hint ends' }, h('span', {}, ends[0]), h('span', {}, ends[1])), h('p', { class: 'hint' }, about));
}
