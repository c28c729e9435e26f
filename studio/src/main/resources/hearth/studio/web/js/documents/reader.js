/** Shows a passage where it stands in its document. */
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { iconButton } from '../controls.js';
import { guard } from '../dialog.js';
import { bookmark } from '../focus.js';
import { hasStatus } from '../failure.js';
import { readText } from './api.js';
import { placeOf } from './words.js';

const AROUND = 1500;

export class Reader {
  /** @type {Wire.Place | null} */
  source = null;
  /** What had the focus before. */
  from = bookmark(null);
  begin = 0;
  end = 0;

  constructor() {
    this.title = h('h2', { class: 'grow' });
    this.place = h('p', { class: 'hint' });
    this.text = h('div', { class: 'reader-text', tabindex: '0', role: 'region', 'aria-label': t('docs.text') });
    this.element = h('aside', { class: 'reader', hidden: true, 'aria-label': t('docs.reader'), onkeydown: (event) => { if (event.key === 'Escape') this.close(); } },
      h('header', { class: 'row' }, this.title,
        iconButton('close', t('dialog.close'), () => this.close(), { class: 'quiet' })),
      this.place, this.text);
  }

  /** @param {Wire.Place} source */
  async open(source) {
    this.from = bookmark(document.activeElement);
    this.source = source;
    this.begin = Math.max(0, source.start - AROUND);
    this.end = source.end + AROUND;
    this.title.textContent = source.name;
    this.place.textContent = placeOf(source);
    this.element.hidden = false;
    try {
      await this.draw(source);
      this.text.focus();
      this.text.querySelector('mark')?.scrollIntoView({ block: 'center' });
    } catch (error) {
      if (!hasStatus(error, 404)) throw error;
      replace(this.text, h('p', { class: 'problem', role: 'alert' }, t('docs.gone')));
    }
  }

  /** @param {Wire.Place} source */
  async draw(source) {
    const { text, from, to, characters } = await readText(source.library, source.document, this.begin, this.end);
    if (source !== this.source) return;
    const start = Math.min(text.length, Math.max(0, source.start - from));
    const end = Math.min(text.length, Math.max(start, source.end - from));
    /** @param {string} label @param {() => void} change */
    const more = (label, change) => h('button', { type: 'button', class: 'quiet small', onclick: guard(async () => {
      change();
      await this.draw(source);
      this.text.focus();
    }) }, label);
    replace(this.text, from > 0 ? more(t('docs.before'), () => { this.begin = Math.max(0, this.begin - 2 * AROUND); }) : null,
      h('p', { class: 'plain' }, text.slice(0, start), h('mark', {}, text.slice(start, end)), text.slice(end)),
      to < characters ? more(t('docs.after'), () => { this.end += 2 * AROUND; }) : null);
  }

  close() {
    this.element.hidden = true;
    this.source = null;
    this.from()?.focus();
    this.from = bookmark(null);
  }
}
