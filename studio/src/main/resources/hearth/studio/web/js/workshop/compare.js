/** Compare: how far one file's predictions are from another's, over a text. */
import { field, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { check } from '../controls.js';
import { guard } from '../dialog.js';
import { canChat } from '../models/list.js';
import { sourceOptions } from './sources.js';

/** @type {import('./sources.js').SourceKind[]} */
const KINDS = ['model', 'file', 'folder'];

export class CompareFiles {
  /** Whether it was shown before. */
  touched = false;

  /** @param {(request: Wire.JobRequest) => Promise<void>} begin puts a request for a job to the server */
  constructor(begin) {
    this.begin = begin;
    this.base = h('select', {});
    this.candidate = h('select', {});
    this.chunks = h('input', { type: 'number', min: 1, max: 1000, step: 1, value: '8', required: true });
    this.window = h('input', { type: 'number', min: 16, max: 8192, step: 1, value: '512', required: true });
    this.text = h('textarea', { rows: 4 });
    this.speed = h('input', { type: 'checkbox', checked: true });
    this.submit = h('button', { type: 'submit', class: 'primary' }, icon('compare'), t('workshop.compareFiles'));
    this.element = h('form', { class: 'card', onsubmit: guard(async (event) => { event.preventDefault(); await this.go(); }) },
      h('p', { class: 'hint' }, t('workshop.compareHint')), field(t('workshop.base'), this.base, t('workshop.baseHint')), field(t('workshop.candidate'), this.candidate),
      h('details', {}, h('summary', {}, t('workshop.how')), h('div', { class: 'grid' }, field(t('workshop.chunks'), this.chunks, t('workshop.chunksHint')),
        field(t('workshop.window'), this.window, t('workshop.windowHint'))), field(t('workshop.text'), this.text, t('workshop.textHint'))),
      check(this.speed, t('workshop.speed')), h('div', { class: 'buttons' }, this.submit));
  }

  /** @param {Wire.Model[]} models @param {Wire.FoundFile[]} found */
  show(models, found) {
    const able = models.filter(canChat);
    for (const select of [this.base, this.candidate]) replace(select, sourceOptions(able, found, KINDS, select.value));
    if (!this.touched && this.candidate.options.length > 1) this.candidate.selectedIndex = 1;
    this.touched = true;
    this.submit.disabled = this.base.options.length === 0;
  }

  /** @param {string} base @param {string} candidate */
  choose(base, candidate) {
    this.base.value = base;
    this.candidate.value = candidate;
  }

  async go() {
    const text = this.text.value.trim();
    await this.begin({ kind: 'compare', base: this.base.value, candidate: this.candidate.value, chunks: Number(this.chunks.value), window: Number(this.window.value),
      speed: this.speed.checked, ...(text ? { text } : {}) });
  }
}
