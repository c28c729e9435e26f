/** Everything a model's file says about itself, and whether it fits here. */
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { number, t, tn } from '../i18n.js';
import { call } from '../api.js';
import { copyText } from '../dialog.js';
import { fitTable } from '../machine/fit.js';

const MAX_TEXT = 400;

export class Details {
  constructor() {
    this.element = h('section', { hidden: true });
  }

  hide() {
    this.element.hidden = true;
  }

  async show(name) {
    const [info, fit] = await Promise.all([call('POST', '/api/show', { model: name }),
      call('POST', '/studio/api/fit', { model: name, contexts: [2048, 4096, 8192, 16384, 32768, 131072] }).catch((error) => ({ error }))]);
    const part = (title, open, ...content) => h('details', { class: 'card', open }, h('summary', {}, title), content);
    replace(this.element,
      h('div', { class: 'row' }, h('h2', { class: 'grow', tabindex: '-1' }, t('models.detailsOf', { name })),
        h('a', { class: 'button quiet', href: '#/models', 'aria-label': t('dialog.close') }, icon('close'))),
      part(t('fit.title'), true, fit.error ? h('p', { class: 'problem' }, fit.error.message) : fitTable(fit)),
      info.system || info.parameters ? part(t('models.defaults'), true, text(info.system), text(info.parameters)) : null,
      part(t('models.metadata'), false, metadata(info)),
      part(t('models.template'), false, info.template ? text(info.template) : h('p', {}, t('models.noTemplate'))),
      part(tn('models.tensors', info.tensors.length), false, tensors(info.tensors)),
      info.license ? part(t('models.license'), false, text(info.license)) : null);
    this.element.hidden = false;
    this.element.querySelector('h2').focus({ preventScroll: true });
    this.element.scrollIntoView({ block: 'start' });
  }
}

function text(value) {
  return value ? h('div', {}, h('pre', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('code.text') }, value),
    h('button', { type: 'button', class: 'quiet small', onclick: () => copyText(value) }, icon('copy'), t('code.copy'))) : null;
}

function scroll(label, head, rows) {
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, h('table', {},
    h('thead', {}, h('tr', {}, head.map((each) => h('th', { scope: 'col' }, each)))), h('tbody', {}, rows)));
}

function metadata(info) {
  return scroll(t('models.metadata'), [t('models.key'), t('models.value')], Object.entries(info.model_info).map(([key, value]) => h('tr', {},
    h('td', { class: 'mono' }, key), h('td', {}, shown(value)))));
}

function shown(value) {
  if (value === null) return t('models.long');
  const written = typeof value === 'object' ? JSON.stringify(value) : typeof value === 'number' ? number(value, 8) : String(value);
  return written.length > MAX_TEXT ? `${written.slice(0, MAX_TEXT)}…` : written;
}

function tensors(list) {
  return scroll(t('models.tensorList'), [t('models.name'), t('models.type'), t('models.shape')], list.map((tensor) => h('tr', {},
    h('td', { class: 'mono' }, tensor.name), h('td', {}, tensor.type), h('td', {}, tensor.shape.join(' × ')))));
}
