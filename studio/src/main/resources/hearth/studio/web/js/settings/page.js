/** Settings: looks, language, token, defaults of models, and what can be known of the network. */
import { field, freshId, h, replace } from '../dom.js';
import { LANGUAGES, chooseLanguage, chosenLanguage, t } from '../i18n.js';
import { call, setToken, token } from '../api.js';
import { confirm, guard, notice } from '../dialog.js';
import { setTheme, theme } from '../theme.js';
import { installedModels, modelOptions } from '../models/list.js';
import { OPTIONS } from '../chat/answer.js';
import { saveSetting, settings } from './store.js';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const DEFAULTS = ['temperature', 'top_p', 'num_predict', 'num_ctx'];

export class SettingsPage {
  constructor() {
    this.models = h('div', { class: 'card' });
    this.places = h('div', { class: 'card' });
    const looks = h('select', { onchange: () => setTheme(looks.value) }, [['system', t('settings.system')], ['light', t('settings.light')], ['dark', t('settings.dark')]]
      .map(([value, label]) => h('option', { value, selected: value === theme() }, label)));
    const words = h('select', { onchange: () => { chooseLanguage(words.value); location.reload(); } }, h('option', { value: '' }, t('settings.browserLanguage')),
      Object.entries(LANGUAGES).map(([value, label]) => h('option', { value, lang: value, selected: value === chosenLanguage() }, label)));
    const hint = h('p', { class: 'hint', id: freshId('hint') }, t('token.hint'));
    const secret = h('input', { type: 'password', autocomplete: 'off', value: token(), 'aria-describedby': hint.id });
    const keys = [['Enter', t('settings.keySend')], ['Shift+Enter', t('settings.keyLine')], ['Ctrl+Alt+N', t('chats.new')], ['Ctrl+Alt+1 … 9', t('settings.keyPages')], ['Esc', t('settings.keyEscape')]];
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.settings')),
      h('div', { class: 'card' }, field(t('settings.theme'), looks), field(t('settings.language'), words)),
      h('h2', {}, t('settings.defaults')), this.models,
      h('h2', {}, t('settings.network')), this.network(),
      h('form', { class: 'card', onsubmit: (event) => { event.preventDefault(); setToken(secret.value.trim()); notice(t('settings.saved')); } },
        h('div', { class: 'row end' }, field(t('token.label'), secret), h('button', { type: 'submit' }, t('chat.save'))), hint),
      h('h2', {}, t('settings.places')), this.places,
      h('h2', {}, t('settings.keys')),
      h('div', { class: 'card' }, h('table', {}, h('tbody', {}, keys.map(([key, what]) => h('tr', {}, h('th', { scope: 'row' }, h('kbd', {}, key)), h('td', {}, what)))))));
  }

  network() {
    const local = LOOPBACK.test(location.hostname);
    return h('div', { class: 'card' }, local
      ? [h('p', { class: 'good' }, t('settings.local')), h('p', { class: 'hint' }, t('settings.localHint'))]
      : [h('p', { class: 'problem' }, t(token() ? 'settings.open' : 'settings.openNoToken')), h('p', { class: 'hint' }, t('settings.openHint'))]);
  }

  async show() {
    const [models, all, machine] = await Promise.all([installedModels(), settings(), call('GET', '/studio/api/machine')]);
    this.drawDefaults(models, all.modelDefaults ?? {});
    replace(this.places, h('dl', {}, h('dt', {}, t('settings.modelsFolder')), h('dd', { class: 'mono' }, machine.models_folder),
      h('dt', {}, t('settings.studioFolder')), h('dd', { class: 'mono' }, machine.studio_folder)), h('p', { class: 'hint' }, t('settings.placesHint')));
  }

  leave() {
    // Nothing runs here.
  }

  /** What new chats with a model begin with. */
  drawDefaults(models, defaults) {
    const select = h('select', { onchange: () => fill() }, modelOptions(models, ''));
    const system = h('textarea', { rows: 3 });
    const inputs = Object.fromEntries(OPTIONS.filter(({ name }) => DEFAULTS.includes(name)).map(({ name, min, max }) => [name,
      h('input', { type: 'number', min, max, step: 'any', placeholder: t('panel.default') })]));
    const fill = () => {
      const own = defaults[select.value] ?? {};
      system.value = own.system ?? '';
      for (const [name, input] of Object.entries(inputs)) input.value = own.options?.[name] ?? '';
    };
    const save = guard(async (event) => {
      event.preventDefault();
      const options = Object.fromEntries(Object.entries(inputs).filter(([, input]) => input.value !== '').map(([name, input]) => [name, Number(input.value)]));
      defaults[select.value] = { ...(system.value.trim() ? { system: system.value } : {}), ...(Object.keys(options).length ? { options } : {}) };
      await saveSetting('modelDefaults', defaults);
      notice(t('settings.saved'));
    });
    const clear = guard(async () => {
      if (!await confirm(t('settings.clear'), t('settings.clearText', { name: select.value }), t('settings.clear'))) return;
      delete defaults[select.value];
      await saveSetting('modelDefaults', defaults);
      fill();
    });
    fill();
    replace(this.models, models.length ? h('form', { onsubmit: save }, h('p', { class: 'hint' }, t('settings.defaultsHint')), field(t('chat.chooseModel'), select),
      field(t('panel.system'), system), h('div', { class: 'grid' }, Object.entries(inputs).map(([name, input]) => field(name, input))),
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: clear }, t('settings.clear')), h('button', { type: 'submit', class: 'primary' }, t('chat.save'))))
      : h('p', { class: 'hint' }, t('chat.noModel')));
  }
}
