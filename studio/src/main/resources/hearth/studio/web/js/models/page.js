/** My models: what is installed, what of it is in memory, and what can be done with it. */
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { bytes, date, t, tn } from '../i18n.js';
import { call } from '../api.js';
import { ask, confirm, guard, notice, report } from '../dialog.js';
import { installedModels, loadedModels } from './list.js';
import { beginJob } from '../workshop/jobs.js';
import { Details } from './details.js';

const EVERY = 3000;

export class ModelsPage {
  constructor() {
    this.summary = h('p', { class: 'hint' });
    this.list = h('div', {});
    this.details = new Details();
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.models')), this.summary, this.list, this.details.element);
    this.busy = new Set();
  }

  async show(name) {
    await this.refresh();
    clearInterval(this.timer);
    // Models come into memory and leave it by themselves.
    this.timer = setInterval(() => this.refreshLoaded().catch(() => {}), EVERY);
    if (name) await this.details.show(name);
    else this.details.hide();
  }

  leave() {
    clearInterval(this.timer);
  }

  async refresh() {
    [this.models, this.loaded] = await Promise.all([installedModels(), loadedModels()]);
    this.draw();
  }

  async refreshLoaded() {
    const before = JSON.stringify(this.loaded);
    this.loaded = await loadedModels();
    if (JSON.stringify(this.loaded) !== before && !this.element.contains(document.activeElement?.closest('.deeds'))) this.draw();
  }

  draw() {
    const disk = new Map(this.models.map((model) => [model.digest, model.size]));
    const used = [...disk.values()].reduce((sum, size) => sum + size, 0);
    this.summary.textContent = `${tn('models.count', this.models.length)} · ${t('models.disk', { size: bytes(used) })}`;
    replace(this.list, this.models.map((model) => this.card(model)),
      this.models.length ? null : h('div', { class: 'empty' }, h('p', {}, t('chat.noModelText')), h('a', { class: 'button primary', href: '#/discover' }, t('nav.discover'))));
  }

  card(model) {
    const loaded = this.loaded.find((each) => each.name === model.name);
    const busy = this.busy.has(model.name);
    const { details, capabilities = [] } = model;
    const facts = [details.parameter_size, details.quantization_level, details.family, details.context_length ? tn('models.context', details.context_length) : null];
    const button = (name, label, action, kind = '') => h('button', { type: 'button', class: kind, disabled: busy, onclick: guard(action) }, icon(name), label);
    return h('article', { class: 'card', 'aria-label': model.name },
      h('div', { class: 'row wrap' }, h('h2', { class: 'grow' }, model.name),
        capabilities.filter((each) => each !== 'completion').map((each) => h('span', { class: 'tag' }, each)),
        h('span', { class: `tag ${loaded ? 'on' : ''}` }, busy ? t('models.busy') : loaded ? t('models.inMemory', { size: bytes(loaded.size) }) : t('models.onDisk'))),
      h('p', { class: 'hint' }, facts.filter(Boolean).join(' · '), ' · ', bytes(model.size), ' · ', date(model.modified_at)),
      h('div', { class: 'row wrap deeds' },
        capabilities.includes('embedding') ? null : h('a', { class: 'button', href: '#/chat', onclick: () => localStorage.setItem('hearth.model', model.name) }, icon('chat'), t('models.chat')),
        loaded ? button('stop', t('models.unload'), () => this.load(model.name, 0)) : button('play', t('models.load'), () => this.load(model.name)),
        h('a', { class: 'button', href: `#/models/${encodeURIComponent(model.name)}` }, icon('list'), t('models.details')),
        button('copy', t('models.copy'), () => this.copy(model.name)),
        button('check', t('models.verify'), () => this.verify(model.name)),
        button('bin', t('dialog.delete'), () => this.remove(model), 'danger')));
  }

  async load(name, keepAlive) {
    this.busy.add(name);
    this.draw();
    try {
      await call('POST', '/api/generate', { model: name, ...(keepAlive === undefined ? {} : { keep_alive: keepAlive }) });
    } finally {
      this.busy.delete(name);
      await this.refresh();
    }
  }

  async copy(name) {
    const destination = await ask(t('models.copy'), t('models.newName'), { hint: t('models.copyHint') });
    if (!destination) return;
    if (this.models.some((model) => model.name === destination || model.name === `${destination}:latest`)
      && !await confirm(t('models.copy'), t('models.replace', { name: destination }), t('models.replaceIt'))) return;
    await call('POST', '/api/copy', { source: name, destination });
    notice(t('models.copied', { name: destination }));
    await this.refresh();
  }

  /** Reads all its files again; takes long, so it is a job. */
  async verify(name) {
    await beginJob({ kind: 'verify', model: name });
    location.hash = '#/workshop';
  }

  async remove(model) {
    const shared = this.models.some((other) => other !== model && other.digest === model.digest);
    const text = t(shared ? 'models.deleteShared' : 'models.deleteText', { name: model.name, size: bytes(model.size) });
    if (!await confirm(t('models.deleteTitle'), text, t('dialog.delete'))) return;
    await call('DELETE', '/api/delete', { model: model.name });
    notice(t('models.deleted', { name: model.name }));
    location.hash = '#/models';
    await this.refresh().catch(report);
  }
}
