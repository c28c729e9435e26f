/** My models: what is installed, what of it is in memory, and what can be done with it. */
import { beginJob, copyModel, deleteModel, listLoaded, listModels, loadModel, unloadModel } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { bytes, date, t, tn } from '../i18n.js';
import { button } from '../controls.js';
import { ask, confirm, notice, report } from '../dialog.js';
import { keepFocus, released } from '../focus.js';
import { Poll, newest } from '../poll.js';
import { Details } from './details.js';
import { canChat } from './list.js';

const EVERY = 3000;

/** @implements {Studio.Page} */
export class ModelsPage {
  /** @type {Wire.Model[]} */
  models = [];
  /** @type {Wire.LoadedModel[]} */
  loaded = [];
  /** Names of those that are being loaded or unloaded. @type {Set<string>} */
  busy = new Set();
  newest = newest();

  constructor() {
    this.summary = h('p', { class: 'hint' });
    this.list = h('div', {});
    this.details = new Details();
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.models')), this.summary, this.list, this.details.element);
    // Models come into memory and leave it by themselves.
    this.poll = new Poll(EVERY, () => this.refreshLoaded());
  }

  /** @param {string | null} name of the one whose details are shown */
  async show(name) {
    await this.refresh();
    this.poll.start();
    if (name) await this.details.show(name);
    else this.details.hide();
  }

  leave() {
    this.poll.stop();
  }

  async refresh() {
    const listed = await this.newest(Promise.all([listModels(), listLoaded()]));
    if (!listed) return;
    const [{ models }, { models: loaded }] = listed;
    this.models = models;
    this.loaded = loaded;
    await released();
    this.draw();
  }

  async refreshLoaded() {
    const before = JSON.stringify(this.loaded);
    const listed = await this.newest(listLoaded());
    if (!listed) return;
    this.loaded = listed.models;
    await released();
    if (JSON.stringify(this.loaded) !== before) this.draw();
  }

  draw() {
    const disk = new Map(this.models.map((model) => [model.digest, model.size]));
    const used = [...disk.values()].reduce((sum, size) => sum + size, 0);
    this.summary.textContent = `${tn('models.count', this.models.length)} · ${t('models.disk', { size: bytes(used) })}`;
    const none = h('div', { class: 'empty' }, h('p', {}, t('chat.noModelText')), h('a', { class: 'button primary', href: '#/discover' }, t('nav.discover')));
    keepFocus(this.list, () => replace(this.list, this.models.map((model) => this.card(model)), this.models.length ? null : none));
  }

  /** @param {Wire.Model} model */
  card(model) {
    const { name, details, capabilities } = model;
    const loaded = this.loaded.find((each) => each.name === name);
    const facts = [details.parameter_size, details.quantization_level, details.family, details.context_length ? tn('models.context', details.context_length) : '',
      bytes(model.size), date(model.modified_at)];
    const state = this.busy.has(name) ? t('models.busy') : loaded ? t('models.inMemory', { size: bytes(loaded.size) }) : t('models.onDisk');
    return h('article', { class: 'card', 'data-id': name, 'aria-label': name },
      h('div', { class: 'row wrap' }, h('h2', { class: 'grow' }, name),
        capabilities.filter((each) => each !== 'completion').map((each) => h('span', { class: 'tag' }, each)), h('span', { class: `tag ${loaded ? 'on' : ''}` }, state)),
      h('p', { class: 'hint' }, facts.filter(Boolean).join(' · ')), this.deeds(model, Boolean(loaded)));
  }

  /** @param {Wire.Model} model @param {boolean} loaded */
  deeds(model, loaded) {
    const { name } = model;
    const disabled = this.busy.has(name);
    return h('div', { class: 'row wrap deeds' },
      canChat(model) && h('a', { class: 'button', href: '#/chat', onclick: () => localStorage.setItem('hearth.model', name) }, icon('chat'), t('models.chat')),
      loaded ? button('stop', t('models.unload'), () => this.change(name, unloadModel), { disabled })
        : button('play', t('models.load'), () => this.change(name, loadModel), { disabled }),
      h('a', { class: 'button', href: `#/models/${encodeURIComponent(name)}` }, icon('list'), t('models.details')),
      button('copy', t('models.copy'), () => this.copy(name), { disabled }),
      button('check', t('models.verify'), () => this.verify(name), { disabled }),
      button('bin', t('dialog.delete'), () => this.remove(model), { disabled, class: 'danger' }));
  }

  /** Loads or unloads one. @param {string} name @param {(name: string) => Promise<unknown>} deed */
  async change(name, deed) {
    this.busy.add(name);
    this.draw();
    try {
      await deed(name);
    } finally {
      this.busy.delete(name);
      await this.refresh();
    }
  }

  /** @param {string} name */
  async copy(name) {
    const destination = await ask(t('models.copy'), t('models.newName'), { hint: t('models.copyHint') });
    if (!destination) return;
    if (this.models.some((model) => model.name === destination || model.name === `${destination}:latest`)
      && !await confirm(t('models.copy'), t('models.replace', { name: destination }), t('models.replaceIt'))) return;
    await copyModel(name, destination);
    notice(t('models.copied', { name: destination }));
    await this.refresh();
  }

  /** Reads all its files again; takes long, so it is a job. @param {string} name */
  async verify(name) {
    await beginJob({ kind: 'verify', model: name });
    location.hash = '#/workshop';
  }

  /** @param {Wire.Model} model */
  async remove(model) {
    const shared = this.models.some((other) => other !== model && other.digest === model.digest);
    const text = t(shared ? 'models.deleteShared' : 'models.deleteText', { name: model.name, size: bytes(model.size) });
    if (!await confirm(t('models.deleteTitle'), text, t('dialog.delete'))) return;
    await deleteModel(model.name);
    notice(t('models.deleted', { name: model.name }));
    location.hash = '#/models';
    await this.refresh().catch(report);
  }
}
