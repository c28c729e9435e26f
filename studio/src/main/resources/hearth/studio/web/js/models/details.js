/** Everything a model's file says about itself, and whether it fits here. */
import { fit, showModel } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { reasonOf } from '../failure.js';
import { icon } from '../icons.js';
import { number, t, tn } from '../i18n.js';
import { button, region, table } from '../controls.js';
import { copyText } from '../dialog.js';
import { fitTable } from '../machine/fit.js';

const MAX_TEXT = 400;
const CONTEXTS = [2048, 4096, 8192, 16384, 32768, 131072];

export class Details {
  constructor() {
    this.element = h('section', { hidden: true });
  }

  hide() {
    this.element.hidden = true;
  }

  /** @param {string} name */
  async show(name) {
    const [info, fits] = await Promise.all([showModel(name), fit(name, CONTEXTS).then((found) => fitTable(found), (error) => h('p', { class: 'problem' }, reasonOf(error)))]);
    const head = h('h2', { class: 'grow', tabindex: '-1' }, t('models.detailsOf', { name }));
    replace(this.element,
      h('div', { class: 'row' }, head, h('a', { class: 'button quiet', href: '#/models', 'aria-label': t('dialog.close') }, icon('close'))),
      part(t('fit.title'), true, fits),
      info.system || info.parameters ? part(t('models.defaults'), true, text(info.system), text(info.parameters)) : null,
      part(t('models.metadata'), false, metadata(info)),
      part(t('models.template'), false, info.template ? text(info.template) : h('p', {}, t('models.noTemplate'))),
      part(tn('models.tensors', info.tensors.length), false, tensors(info.tensors)),
      info.license ? part(t('models.license'), false, text(info.license)) : null);
    this.element.hidden = false;
    head.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: 'start' });
  }
}

/** @param {string} title @param {boolean} open @param {...Studio.Child} content */
function part(title, open, ...content) {
  return h('details', { class: 'card', open }, h('summary', {}, title), content);
}

/** @param {string} value */
function text(value) {
  return value ? h('div', {}, h('pre', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('code.text') }, value),
    button('copy', t('code.copy'), () => copyText(value), { class: 'quiet small' })) : null;
}

/** @param {Wire.Show} info */
function metadata(info) {
  const rows = Object.entries(info.model_info).map(([key, value]) => [h('td', { class: 'mono' }, key), shown(value)]);
  return region(t('models.metadata'), { class: 'scroll' }, table([{ name: t('models.key') }, { name: t('models.value') }], rows));
}

/** @param {Wire.Show['model_info'][string]} value */
function shown(value) {
  if (value === null) return t('models.long');
  const written = typeof value === 'object' ? JSON.stringify(value) : typeof value === 'number' ? number(value, 8) : String(value);
  return written.length > MAX_TEXT ? `${written.slice(0, MAX_TEXT)}…` : written;
}

/** @param {Wire.Tensor[]} list */
function tensors(list) {
  const rows = list.map(({ name, type, shape }) => [h('td', { class: 'mono' }, name), type, shape.join(' × ')]);
  return region(t('models.tensorList'), { class: 'scroll' }, table([{ name: t('models.name') }, { name: t('models.type') }, { name: t('models.shape') }], rows));
}
