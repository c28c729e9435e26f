/** An answer token by token: pointing at one, or the arrow keys, show what else could have stood there. */
import { freshId, h, replace } from '../dom.js';
import { number, t } from '../i18n.js';
import { alternatives, doubt, visible } from './tokens.js';

const STEPS = new Map([['ArrowRight', 1], ['ArrowLeft', -1], ['ArrowDown', 10], ['ArrowUp', -10]]);

export class Probabilities {
  /** @param {Studio.KeptToken[]} tokens @param {boolean} cut whether there were more */
  constructor(tokens, cut) {
    this.tokens = tokens;
    this.at = 0;
    this.box = h('div', { class: 'alternatives', role: 'status' });
    const prefix = freshId('token');
    this.items = this.tokens.map(([text, logprob], i) => h('span', {
      id: `${prefix}-${i}`, role: 'option', class: `token doubt-${doubt(logprob)}`, 'aria-selected': 'false', 'aria-label': visible(text),
      onpointerenter: () => this.choose(i), onclick: () => this.choose(i),
    }, text));
    this.list = h('div', { class: 'tokens', role: 'listbox', tabindex: '0', 'aria-label': t('tokens.list'),
      onkeydown: (event) => this.key(event), onfocus: () => this.choose(this.at) }, this.items);
    this.element = h('div', { class: 'probabilities' }, h('p', { class: 'hint' }, t('tokens.hint')), this.list, this.box,
      cut ? h('p', { class: 'hint' }, t('tokens.cut', { count: number(this.tokens.length) })) : null);
    this.choose(0);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = STEPS.get(event.key);
    if (step === undefined) return;
    event.preventDefault();
    this.choose(Math.max(0, Math.min(this.items.length - 1, this.at + step)));
    this.items[this.at]?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {number} i */
  choose(i) {
    const item = this.items[i];
    const token = this.tokens[i];
    if (!item || !token) return;
    this.items[this.at]?.setAttribute('aria-selected', 'false');
    this.at = i;
    item.setAttribute('aria-selected', 'true');
    this.list.setAttribute('aria-activedescendant', item.id);
    const { list, rest } = alternatives(token);
    /** @param {number} p */
    const percent = (p) => `${number(p * 100, p < 0.1 ? 2 : 1)} %`;
    /** @param {string} label @param {number} p @param {boolean} drawn */
    const row = (label, p, drawn) => h('li', { class: drawn ? 'drawn' : null }, h('code', {}, label),
      h('meter', { min: 0, max: 1, value: p, 'aria-hidden': 'true' }), h('span', { class: 'number' }, percent(p)), drawn ? h('span', { class: 'unseen' }, t('tokens.drawn')) : null);
    replace(this.box, h('ul', {}, list.map(({ text, p, drawn }) => row(visible(text), p, drawn)), rest > 0.0005 ? row(t('tokens.others'), rest, false) : null));
  }
}
