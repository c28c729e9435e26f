/** Convert: a folder with safetensors weights becomes a model. */
import { field, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { guard } from '../dialog.js';
import { sourceOptions, suggestedName } from './sources.js';

export class Convert {
  /** @param {(request: Wire.JobRequest) => Promise<void>} begin puts a request for a job to the server */
  constructor(begin) {
    this.begin = begin;
    this.source = h('select', { onchange: () => this.suggest() });
    this.type = h('select', { onchange: () => this.suggest() });
    this.name = h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', required: true });
    this.none = h('p', { class: 'hint' }, t('workshop.noFolders'));
    this.submit = h('button', { type: 'submit', class: 'primary' }, icon('workshop'), t('workshop.convertNow'));
    this.element = h('form', { class: 'card', onsubmit: guard(async (event) => { event.preventDefault(); await this.go(); }) },
      h('p', { class: 'hint' }, t('workshop.convertHint')), this.none, field(t('workshop.folder'), this.source), field(t('models.type'), this.type, t('workshop.convertTypes')),
      field(t('workshop.newName'), this.name, t('workshop.newNameHint')), h('div', { class: 'buttons' }, this.submit));
  }

  /** @param {Wire.FoundFile[]} found @param {string[]} types */
  show(found, types) {
    const options = sourceOptions([], found, ['folder'], this.source.value);
    replace(this.source, options);
    replace(this.type, types.map((type) => h('option', { value: type, selected: type === (this.type.value || 'auto') }, type)));
    this.none.hidden = options.length > 0;
    this.submit.disabled = options.length === 0;
    this.suggest();
  }

  suggest() {
    const type = this.type.value === 'auto' || this.type.value === 'stored' ? 'latest' : this.type.value;
    this.name.value = this.source.value ? suggestedName(this.source.value, type).replace(/:latest$/, '') : '';
  }

  async go() {
    await this.begin({ kind: 'convert', source: this.source.value, type: this.type.value, name: this.name.value.trim() });
  }
}
