/** Compare: the same messages to two models, side by side. */
import { listModels } from '../endpoints.js';
import { field, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { notice, report } from '../dialog.js';
import { canChat, modelOptions } from '../models/list.js';
import { diffWords } from './diff.js';
import { Side } from './side.js';

/** @implements {Studio.Page} */
export class ComparePage {
  busy = false;
  control = new AbortController();

  constructor() {
    this.sides = /** @type {const} */ ([new Side(t('compare.first')), new Side(t('compare.second'))]);
    this.system = h('textarea', { rows: 2 });
    this.temperature = h('input', { type: 'number', min: 0, max: 5, step: 'any', value: '0' });
    this.limit = h('input', { type: 'number', min: 1, max: 100000, step: 1, value: '400' });
    this.prompt = h('textarea', {
      rows: 2, onkeydown: (event) => {
        if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          if (!this.busy) this.form.requestSubmit();
        }
      },
    });
    this.button = h('button', { type: 'submit', class: 'primary' });
    this.form = h('form', { class: 'card', onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      h('details', {}, h('summary', {}, t('panel.title')), field(t('panel.system'), this.system),
        h('div', { class: 'grid' }, field('temperature', this.temperature, t('option.temperature')), field('num_predict', this.limit, t('option.num_predict')))),
      field(t('chat.placeholder'), this.prompt),
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => this.clear() }, t('compare.clear')), this.button));
    this.diff = h('section', { class: 'card', hidden: true });
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.compare')), h('p', { class: 'hint' }, t('compare.hint')), this.form,
      h('div', { class: 'compare' }, this.sides.map((side) => side.element)), this.diff);
    this.setBusy(false);
  }

  async show() {
    const { models } = await listModels();
    const names = models.filter(canChat).map((model) => model.name);
    this.sides.forEach((side, i) => replace(side.select, modelOptions(models, side.select.value || (names[i] ?? names.at(-1) ?? ''))));
  }

  leave() {
    // Answers go on while other pages are looked at.
  }

  /** @param {boolean} busy */
  setBusy(busy) {
    this.busy = busy;
    replace(this.button, icon(busy ? 'stop' : 'send'), t(busy ? 'chat.stop' : 'compare.send'));
  }

  clear() {
    this.control.abort();
    this.sides.forEach((side) => side.clear());
    this.diff.hidden = true;
  }

  async submit() {
    if (this.busy) {
      this.control.abort();
      return;
    }
    const text = this.prompt.value.trim();
    if (!text) return;
    if (this.sides.some((side) => !side.select.value)) {
      notice(t('chat.noModel'), 'error');
      return;
    }
    this.prompt.value = '';
    this.control = new AbortController();
    this.setBusy(true);
    const options = { temperature: Number(this.temperature.value), num_predict: Number(this.limit.value) };
    try {
      await Promise.all(this.sides.map((side) => side.ask(text, { system: this.system.value, options }, this.control.signal)));
      this.showDiff();
    } catch (error) {
      report(error);
    } finally {
      this.setBusy(false);
    }
  }

  showDiff() {
    const [first, second] = this.sides;
    const [a, b] = [first.last(), second.last()];
    replace(this.diff, h('h2', {}, t('compare.diff')), h('p', { class: 'hint' }, t('compare.diffHint')), a === b ? h('p', {}, t('compare.same')) : drawnDiff(a, b));
    this.diff.hidden = !a && !b;
  }
}

/** @param {string} a @param {string} b */
function drawnDiff(a, b) {
  const pieces = diffWords(a, b);
  if (!pieces) return h('p', {}, t('compare.tooLong'));
  return h('div', { class: 'diff' }, pieces.map(([kind, text]) => {
    if (kind === 'same') return text;
    return kind === 'added' ? h('ins', {}, text) : h('del', { class: 'change' }, text);
  }));
}
