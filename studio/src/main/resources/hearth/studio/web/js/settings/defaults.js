/** What new chats with a model begin with. */
import { field, h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { confirm, guard, notice } from '../dialog.js';
import { modelOptions } from '../models/list.js';
import { OPTIONS } from '../chat/answer.js';
import { saveSetting } from './store.js';

/** @type {Studio.OptionName[]} */
const SHOWN = ['temperature', 'top_p', 'num_predict', 'num_ctx'];

export class Defaults {
  /** @type {Record<string, Studio.ChatSettings>} */
  all = {};

  constructor() {
    this.select = h('select', { onchange: () => this.fill() });
    this.system = h('textarea', { rows: 3 });
    this.inputs = OPTIONS.filter(({ name }) => SHOWN.includes(name)).map(({ name, min, max }) => ({ name,
      input: h('input', { type: 'number', min, max, step: 'any', placeholder: t('panel.default') }) }));
    this.none = h('p', { class: 'hint' }, t('chat.noModel'));
    this.form = h('form', { onsubmit: guard(async (event) => { event.preventDefault(); await this.save(); }) },
      h('p', { class: 'hint' }, t('settings.defaultsHint')), field(t('chat.chooseModel'), this.select), field(t('panel.system'), this.system),
      h('div', { class: 'grid' }, this.inputs.map(({ name, input }) => field(name, input))),
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: guard(() => this.clear()) }, t('settings.clear')),
        h('button', { type: 'submit', class: 'primary' }, t('chat.save'))));
    this.element = h('div', { class: 'card' }, this.none, this.form);
  }

  /** @param {Wire.Model[]} models @param {Record<string, Studio.ChatSettings>} all by the model's name */
  show(models, all) {
    this.all = all;
    this.none.hidden = models.length > 0;
    this.form.hidden = models.length === 0;
    replace(this.select, modelOptions(models, ''));
    this.fill();
  }

  fill() {
    const { system = '', options = {} } = this.all[this.select.value] ?? {};
    this.system.value = system;
    for (const { name, input } of this.inputs) input.value = String(options[name] ?? '');
  }

  async save() {
    const chosen = this.inputs.filter(({ input }) => input.value !== '').map(({ name, input }) => [name, Number(input.value)]);
    this.all[this.select.value] = { ...(this.system.value.trim() ? { system: this.system.value } : {}), ...(chosen.length ? { options: Object.fromEntries(chosen) } : {}) };
    await saveSetting('modelDefaults', this.all);
    notice(t('settings.saved'));
  }

  async clear() {
    const name = this.select.value;
    if (!await confirm(t('settings.clear'), t('settings.clearText', { name }), t('settings.clear'))) return;
    delete this.all[name];
    await saveSetting('modelDefaults', this.all);
    this.fill();
  }
}
