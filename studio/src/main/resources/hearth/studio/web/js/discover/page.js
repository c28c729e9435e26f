/** Discover: known models, names of the Ollama library, the hub; what fits before it is loaded; and the downloads. */
import { catalogue, machine } from '../endpoints.js';
import { field, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { bytes, t } from '../i18n.js';
import { guard, report } from '../dialog.js';
import { Bars } from './bars.js';
import { Hub, moreNames, nameCards } from './hub.js';
import { Look } from './look.js';
import { ollamaNames } from './ollama-names.js';
import { pullButton, refreshPulls, startPull } from './pulls.js';

const FEW_NAMES = 6;
const MAX_NAMES = 30;

/** @implements {Studio.Page} */
export class DiscoverPage {
  /** @type {Wire.CatalogueModel[]} */
  known = [];
  /** @type {Wire.Machine | null} */
  machine = null;
  /** What the page shows, once it is here. @type {Promise<void> | null} */
  facts = null;

  constructor() {
    this.bars = new Bars(() => { if (this.element.isConnected) this.show().catch(report); });
    this.list = h('div', {});
    this.names = h('div', {});
    this.hub = new Hub();
    this.search = h('input', { type: 'search', oninput: () => this.draw() });
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.discover')), this.bars.element, this.nameForm(), this.searchForm(),
      this.hub.element, h('h2', {}, t('discover.catalogue')), this.list, h('h2', {}, t('discover.ollama')), h('p', { class: 'hint' }, t('discover.ollamaHint')), this.names);
  }

  nameForm() {
    const name = h('input', { type: 'text', placeholder: 'smollm2:135m', autocomplete: 'off', spellcheck: 'false' });
    const submit = () => {
      if (name.value.trim()) startPull(name.value.trim());
      name.value = '';
    };
    return h('form', { class: 'card', onsubmit: (event) => { event.preventDefault(); submit(); } },
      h('div', { class: 'row end' }, field(t('discover.name'), name), h('button', { type: 'submit', class: 'primary' }, icon('discover'), t('discover.pull'))),
      h('p', { class: 'hint' }, t('discover.nameHint')));
  }

  searchForm() {
    return h('form', { class: 'card', onsubmit: guard(async (event) => { event.preventDefault(); await this.searchHub(); }) },
      h('div', { class: 'row end' }, field(t('discover.search'), this.search), h('button', { type: 'submit' }, icon('search'), t('discover.searchHub'))),
      h('p', { class: 'hint' }, t('discover.searchHint')));
  }

  async show() {
    this.facts = this.learn();
    await this.facts;
    await refreshPulls();
  }

  async learn() {
    const [{ models }, facts] = await Promise.all([catalogue(), machine()]);
    this.known = models;
    this.machine = facts;
    this.draw();
  }

  leave() {
    // Downloads go on.
  }

  draw() {
    // Somebody may write before the catalogue is here.
    if (!this.machine) return;
    const words = this.search.value.trim().toLowerCase();
    const found = this.known.filter((model) => `${model.name} ${model.description}`.toLowerCase().includes(words));
    replace(this.list, found.map((model) => this.card(model)), found.length ? null : h('p', { class: 'hint' }, t('chats.noResult')));
    const names = ollamaNames(words);
    const shown = names.slice(0, words ? MAX_NAMES : FEW_NAMES);
    replace(this.names, nameCards(shown), moreNames(shown.length, names.length), names.length ? null : h('p', { class: 'hint' }, t('chats.noResult')));
  }

  /** Also when somebody is faster than the server. */
  async searchHub() {
    const words = this.search.value.trim();
    if (!words) return;
    if (!this.machine) await this.facts;
    if (this.machine) await this.hub.search(words, this.machine.memory_limit_bytes);
  }

  /** @param {Wire.CatalogueModel} model */
  card(model) {
    const { name, description, installed } = model;
    const look = new Look(name, name);
    return h('article', { class: 'card', 'aria-label': name },
      h('div', { class: 'row wrap' }, h('h3', { class: 'grow' }, name), h('span', { class: 'tag' }, bytes(model.bytes)),
        installed && h('span', { class: 'tag on' }, t('discover.installed'))),
      h('p', {}, description), this.machine && verdict(model, this.machine), look.box,
      h('div', { class: 'buttons' }, installed ? h('a', { class: 'button', href: `#/models/${encodeURIComponent(name)}` }, t('models.details')) : [look.button, pullButton(name, name)]));
  }
}

/**
 * Before a download only the size of the weights is known; the context's memory comes on top.
 * @param {Wire.CatalogueModel} model @param {Wire.Machine} machine
 */
function verdict(model, { memory_limit_bytes: memory, free_disk_bytes: disk, bandwidth_bytes_per_second: rate }) {
  const fits = model.bytes <= memory;
  const values = { size: bytes(model.bytes), limit: bytes(memory) };
  return h('p', { class: 'hint row wrap' },
    !model.installed && model.bytes > disk && h('span', { class: 'problem' }, t('discover.noDisk', { free: bytes(disk) })),
    h('span', { class: fits ? 'good' : 'problem' }, t(fits ? 'discover.fits' : 'discover.noFit', values)),
    rate !== undefined && h('span', {}, t('discover.ceiling', { rate: Math.round(rate / model.bytes) })));
}
