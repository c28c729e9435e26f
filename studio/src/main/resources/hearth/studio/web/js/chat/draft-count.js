/** How many tokens a draft has, for a model that is in memory: counting loads none. */
import { listLoaded, tokenize } from '../endpoints.js';
import { h } from '../dom.js';
import { tn } from '../i18n.js';

const PAUSE = 600;
/** A shorter text is no matter of tokens. */
const LEAST = 40;
const MAX = 1_000_000;

export class DraftCount {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asking = new AbortController();
  #model;

  /** @param {() => string} model the one that will be asked */
  constructor(model) {
    this.#model = model;
    this.element = h('small', { hidden: true });
  }

  /** Counts once the user pauses. @param {string} text */
  soon(text) {
    clearTimeout(this.#timer);
    this.#asking.abort();
    if (text.length < LEAST || text.length > MAX) {
      this.element.hidden = true;
      return;
    }
    const asking = new AbortController();
    this.#asking = asking;
    // What can't be counted is not counted: the draft is sent all the same.
    this.#timer = setTimeout(() => this.#count(text, asking.signal).catch(() => { this.element.hidden = true; }), PAUSE);
  }

  /** @param {string} text @param {AbortSignal} signal */
  async #count(text, signal) {
    const model = this.#model();
    const there = (await listLoaded()).models.some((each) => each.name === model);
    if (!there || signal.aborted) return;
    const { tokens } = await tokenize(model, text, signal);
    this.element.textContent = tn('stats.tokens', tokens.length);
    this.element.hidden = false;
  }
}
