/** Settings: looks, language, token, defaults of models, conversations as a file, and what can be known of the network. */
import { exportChats, listModels, machine } from '../endpoints.js';
import { field, freshId, h, replace } from '../dom.js';
import { LANGUAGES, chooseLanguage, chosenLanguage, t } from '../i18n.js';
import { setToken, token } from '../api.js';
import { button, choice } from '../controls.js';
import { notice, report } from '../dialog.js';
import { setTheme, theme } from '../theme.js';
import { saveAs } from '../chat/transfer.js';
import { ServerList } from '../tools/server-list.js';
import { Defaults } from './defaults.js';
import { settings } from './store.js';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** @implements {Studio.Page} */
export class SettingsPage {
  constructor() {
    this.defaults = new Defaults();
    this.places = h('div', { class: 'card' });
    this.servers = new ServerList();
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.settings')), looks(),
      h('h2', {}, t('settings.defaults')), this.defaults.element,
      h('h2', {}, t('tools.servers')), this.servers.element,
      h('h2', {}, t('chats.title')), conversations(),
      h('h2', {}, t('settings.network')), network(), secret(),
      h('h2', {}, t('settings.places')), this.places,
      h('h2', {}, t('settings.keys')), keys());
  }

  async show() {
    this.servers.start().catch(report);
    const [{ models }, all, { models_folder: modelsFolder, studio_folder: studioFolder }] = await Promise.all([listModels(), settings(), machine()]);
    this.defaults.show(models, all.modelDefaults ?? {});
    replace(this.places, h('dl', {}, h('dt', {}, t('settings.modelsFolder')), h('dd', { class: 'mono' }, modelsFolder),
      h('dt', {}, t('settings.studioFolder')), h('dd', { class: 'mono' }, studioFolder)), h('p', { class: 'hint' }, t('settings.placesHint')));
  }

  leave() {
    this.servers.stop();
  }
}

function looks() {
  const colours = choice([['system', t('settings.system')], ['light', t('settings.light')], ['dark', t('settings.dark')]], theme(), { onchange: () => setTheme(colours.value) });
  const words = h('select', { onchange: () => { chooseLanguage(words.value); location.reload(); } }, h('option', { value: '' }, t('settings.browserLanguage')),
    Object.entries(LANGUAGES).map(([value, label]) => h('option', { value, lang: value, selected: value === chosenLanguage() }, label)));
  return h('div', { class: 'card' }, field(t('settings.theme'), colours), field(t('settings.language'), words));
}

function conversations() {
  const all = button('discover', t('settings.exportChats'), async () => {
    all.disabled = true;
    try {
      saveAs('hearth-conversations', 'json', await exportChats());
    } finally {
      all.disabled = false;
    }
  });
  return h('div', { class: 'card' }, h('p', { class: 'hint' }, t('settings.exportHint')), h('div', { class: 'buttons' }, all));
}

function network() {
  const local = LOOPBACK.test(location.hostname);
  return h('div', { class: 'card' }, local
    ? [h('p', { class: 'good' }, t('settings.local')), h('p', { class: 'hint' }, t('settings.localHint'))]
    : [h('p', { class: 'problem' }, t(token() ? 'settings.open' : 'settings.openNoToken')), h('p', { class: 'hint' }, t('settings.openHint'))]);
}

function secret() {
  const hint = h('p', { class: 'hint', id: freshId('hint') }, t('token.hint'));
  const input = h('input', { type: 'password', autocomplete: 'off', value: token(), 'aria-describedby': hint.id });
  const save = () => {
    setToken(input.value.trim());
    notice(t('settings.saved'));
  };
  return h('form', { class: 'card', onsubmit: (event) => { event.preventDefault(); save(); } },
    h('div', { class: 'row end' }, field(t('token.label'), input), h('button', { type: 'submit' }, t('chat.save'))), hint);
}

function keys() {
  const list = [['Enter', t('settings.keySend')], ['Shift+Enter', t('settings.keyLine')], ['Ctrl+Alt+N', t('chats.new')], ['Ctrl+Alt+1 … 9', t('settings.keyPages')],
    ['Ctrl+Alt+F', t('chats.search')], ['Ctrl+Alt+S', t('settings.keyStop')], ['Ctrl+Enter', t('settings.keyEdit')], ['Esc', t('settings.keyEscape')]];
  return h('div', { class: 'card' }, h('table', {}, h('tbody', {}, list.map(([key, what]) => h('tr', {}, h('th', { scope: 'row' }, h('kbd', {}, key)), h('td', {}, what))))));
}
