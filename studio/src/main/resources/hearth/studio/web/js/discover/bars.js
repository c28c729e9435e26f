/** The bars of downloads. They stay the same elements while they fill, so that focus and screen readers stay where they are. */
import { h, replace } from '../dom.js';
import { bytes, seconds, t } from '../i18n.js';
import { button } from '../controls.js';
import { firstOf, keepFocus } from '../focus.js';
import { cancelPull, dropPull, forgetPull, isActive, onPulls, pulls, startPull } from './pulls.js';

/** @type {Record<import('./pulls.js').PullState, (status: string) => string>} */
const STATES = {
  waiting: () => t('discover.waiting'), running: (status) => status, done: () => t('discover.done'), cancelled: () => t('discover.cancelled'),
  failed: (reason) => t('discover.failed', { reason }),
};

/** @param {import('./pulls.js').Pull} pull */
const stateText = ({ state, status }) => STATES[state](status);

export class Bars {
  /** @type {Map<string, Bar>} */
  bars = new Map();

  /** @param {() => void} done hears that a download is complete */
  constructor(done) {
    this.done = done;
    this.said = h('p', { class: 'unseen', role: 'status' });
    this.list = h('div', { 'aria-live': 'off' });
    this.element = h('div', {}, this.list, this.said);
    onPulls(() => this.draw());
  }

  draw() {
    for (const [name, bar] of this.bars) {
      if (pulls.has(name)) continue;
      bar.element.remove();
      this.bars.delete(name);
    }
    for (const pull of pulls.values()) {
      if (!this.bar(pull.name).draw(pull) || isActive(pull)) continue;
      this.said.textContent = `${pull.name}: ${stateText(pull)}`;
      if (pull.state === 'done') this.done();
    }
  }

  /** @param {string} name */
  bar(name) {
    const old = this.bars.get(name);
    if (old) return old;
    const bar = new Bar(name);
    this.bars.set(name, bar);
    this.list.append(bar.element);
    return bar;
  }
}

class Bar {
  state = '';

  /** @param {string} name */
  constructor(name) {
    this.progress = h('progress', { max: 1, 'aria-label': name });
    this.text = h('p', { class: 'hint' });
    this.buttons = h('div', { class: 'buttons' });
    this.element = h('section', { class: 'card', 'aria-label': name }, h('h2', {}, name), this.progress, this.text, this.buttons);
  }

  /** @param {import('./pulls.js').Pull} pull @returns {boolean} whether its state is another than before */
  draw(pull) {
    const { state, name, completed, total, rate } = pull;
    if (total > 0) this.progress.value = completed / total;
    else this.progress.removeAttribute('value');
    this.progress.hidden = state !== 'running';
    const parts = [stateText(pull)];
    if (state === 'running' && total > 0) {
      parts.push(`${bytes(completed)} / ${bytes(total)}`);
      if (rate > 0) parts.push(`${bytes(rate)}/s`, t('discover.left', { time: seconds((total - completed) / rate) }));
    }
    this.text.textContent = parts.join(' · ');
    this.text.classList.toggle('problem', state === 'failed');
    if (this.state === state) return false;
    this.state = state;
    const active = isActive(pull);
    const buttons = [active && button('pause', t('discover.pause'), () => cancelPull(name)),
      (state === 'cancelled' || state === 'failed') && button('play', t('discover.resume'), () => startPull(name)),
      h('button', { type: 'button', onclick: () => (active ? dropPull(name) : forgetPull(name)) }, t(active ? 'dialog.cancel' : 'dialog.close'))];
    keepFocus(this.buttons, () => replace(this.buttons, buttons), firstOf(this.buttons));
    return true;
  }
}
