/** A block of code with its copy button. While it grows it stays the same element, and its colours follow. */
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { button } from '../controls.js';
import { copyText } from '../dialog.js';
import { cleanCode } from './clean.js';
import { ColourQueue } from './colours.js';

const queue = new ColourQueue(() => new Worker(new URL('./colour-worker.js', import.meta.url)));

/** While code grows its colours are made anew after this many milliseconds. */
const PAUSE = 150;

/** In a long conversation most code is never looked at. @type {WeakMap<Element, CodeView>} */
const views = new WeakMap();
const looked = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    looked.unobserve(target);
    views.get(target)?.lookedAt();
  }
});

export class CodeView {
  #language;
  #text = '';
  /** How much of the text has colours; the rest is one piece behind them. */
  #coloured = '';
  #rest = document.createTextNode('');
  #asked = false;
  #wanted = false;
  #seen = false;

  /** @param {string} language empty for none */
  constructor(language) {
    this.#language = language;
    this.code = h('code', {}, this.#rest);
    this.element = h('figure', { class: 'code' },
      h('figcaption', {}, h('span', {}, language || t('code.text')),
        button('copy', t('code.copy'), () => copyText(this.#text), { class: 'quiet small' })),
      // Wide code scrolls: it must be reachable by keyboard.
      h('pre', { tabindex: '0', role: 'region', 'aria-label': t('code.label', { language: language || t('code.text') }) }, this.code));
    views.set(this.element, this);
    if (language) looked.observe(this.element);
  }

  /** Whether more of the same is all that changed. @param {string} language @param {string} text */
  continues(language, text) {
    return language === this.#language && text.startsWith(this.#text);
  }

  /** @param {string} text @param {boolean} coloured false while colours would have to be made too often */
  set(text, coloured) {
    this.#text = text;
    this.#rest.data = text.slice(this.#coloured.length);
    this.#wanted = coloured;
    this.#ask();
  }

  lookedAt() {
    this.#seen = true;
    this.#ask();
  }

  #ask() {
    if (!this.#wanted || !this.#seen || this.#asked || this.#coloured === this.#text) return;
    this.#asked = true;
    const text = this.#text;
    queue.ask(text, this.#language, (markup) => {
      // A text that has none now has none later.
      if (markup === null) return;
      this.#coloured = text;
      this.#rest.data = this.#text.slice(text.length);
      this.code.replaceChildren(cleanCode(markup), this.#rest);
      setTimeout(() => {
        this.#asked = false;
        this.#ask();
      }, PAUSE);
    });
  }
}
