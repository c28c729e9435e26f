/** Tries what a question finds in libraries. */
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { number, t } from '../i18n.js';
import { guard } from '../dialog.js';
import { findPassages } from './api.js';
import { placeOf, wordsOnly } from './words.js';

export class Results {
  running = new AbortController();

  /** @param {{libraries: () => {id: string}[], open: (passage: Wire.Passage) => unknown}} does */
  constructor(does) {
    this.does = does;
    this.input = h('input', { type: 'search', 'aria-label': t('docs.question'), placeholder: t('docs.question'), autocomplete: 'off' });
    this.notes = h('div', {});
    this.list = h('ol', { class: 'passages' });
    this.said = h('p', { class: 'hint', role: 'status' });
    this.element = h('section', { 'aria-label': t('docs.try') }, h('h2', {}, t('docs.try')),
      h('form', { class: 'row', onsubmit: guard(async (event) => { event.preventDefault(); await this.search(); }) },
        this.input, h('button', { type: 'submit' }, icon('search'), t('docs.find'))),
      this.said, this.notes, this.list);
  }

  clear() {
    this.input.value = '';
    this.said.textContent = '';
    replace(this.notes);
    replace(this.list);
  }

  async search() {
    const question = this.input.value.trim();
    if (!question) return;
    this.running.abort();
    this.running = new AbortController();
    const { passages, words_only: without, duration } = await findPassages(this.does.libraries(), question, this.running.signal);
    this.said.textContent = passages.length ? t('docs.found', { count: number(passages.length), time: `${number(duration / 1e6)} ms` }) : t('docs.foundNothing');
    replace(this.notes, wordsOnly(without).map((text) => h('p', { class: 'hint' }, text)));
    replace(this.list, passages.map((passage) => this.passage(passage)));
  }

  /** @param {Wire.Passage} passage */
  passage(passage) {
    const ranks = [passage.words_rank ? t('docs.byWords', { rank: number(passage.words_rank) }) : null,
      passage.meaning_rank ? t('docs.byMeaning', { rank: number(passage.meaning_rank) }) : null];
    return h('li', { class: 'card' },
      h('div', { class: 'row wrap' }, h('button', { type: 'button', class: 'quiet grow start', onclick: guard(() => this.does.open(passage)) },
        [passage.name, placeOf(passage)].filter(Boolean).join(' · ')), h('small', {}, ranks.filter(Boolean).join(', '))),
      h('p', { class: 'plain excerpt' }, passage.text.length > 600 ? `${passage.text.slice(0, 600)}…` : passage.text));
  }
}
