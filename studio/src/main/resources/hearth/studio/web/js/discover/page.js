/** Discover: known models, names of the Ollama library, the hub; what fits before it is loaded; and the downloads. */
import { field, h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { bytes, seconds, t } from '../i18n.js';
import { call } from '../api.js';
import { report } from '../dialog.js';
import { Hub, moreNames, nameCards } from './hub.js';
import { Look } from './look.js';
import { ollamaNames } from './ollama-names.js';
import { cancelPull, dropPull, forgetPull, onPulls, progressOf, pulls, refreshPulls, startPull } from './pulls.js';

const FEW_NAMES = 6;
const MAX_NAMES = 30;

export class DiscoverPage {
  constructor() {
    this.downloads = h('div', { 'aria-live': 'off' });
    this.said = h('p', { class: 'unseen', role: 'status' });
    this.list = h('div', {});
    this.names = h('div', {});
    this.hub = new Hub();
    this.search = h('input', { type: 'search', oninput: () => this.draw() });
    const name = h('input', { type: 'text', placeholder: 'smollm2:135m', autocomplete: 'off', spellcheck: 'false' });
    this.element = h('div', { class: 'page' }, h('h1', {}, t('nav.discover')), this.downloads, this.said,
      h('form', { class: 'card', onsubmit: (event) => { event.preventDefault(); if (name.value.trim()) startPull(name.value.trim()); name.value = ''; } },
        h('div', { class: 'row end' }, field(t('discover.name'), name), h('button', { type: 'submit', class: 'primary' }, icon('discover'), t('discover.pull'))),
        h('p', { class: 'hint' }, t('discover.nameHint'))),
      h('form', { class: 'card', onsubmit: (event) => { event.preventDefault(); this.searchHub(); } },
        h('div', { class: 'row end' }, field(t('discover.search'), this.search), h('button', { type: 'submit' }, icon('search'), t('discover.searchHub'))),
        h('p', { class: 'hint' }, t('discover.searchHint'))),
      this.hub.element, h('h2', {}, t('discover.catalogue')), this.list, h('h2', {}, t('discover.ollama')), h('p', { class: 'hint' }, t('discover.ollamaHint')), this.names);
    this.bars = new Map();
    onPulls(() => this.drawPulls());
  }

  async show() {
    [this.catalogue, this.machine] = await Promise.all([call('GET', '/studio/api/catalogue'), call('GET', '/studio/api/machine')]);
    this.draw();
    await refreshPulls();
  }

  leave() {
    // Downloads go on.
  }

  draw() {
    // Somebody may write before the catalogue is here.
    if (!this.catalogue) return;
    const words = this.search.value.trim().toLowerCase();
    const found = this.catalogue.models.filter((model) => `${model.name} ${model.description}`.toLowerCase().includes(words));
    replace(this.list, found.map((model) => this.card(model)), found.length ? null : h('p', { class: 'hint' }, t('chats.noResult')));
    const names = ollamaNames(words);
    const shown = names.slice(0, words ? MAX_NAMES : FEW_NAMES);
    replace(this.names, nameCards(shown), moreNames(shown.length, names.length), names.length ? null : h('p', { class: 'hint' }, t('chats.noResult')));
  }

  searchHub() {
    const words = this.search.value.trim();
    if (words) this.hub.search(words, this.machine);
  }

  card(model) {
    const look = new Look(model.name, model.name);
    return h('article', { class: 'card', 'aria-label': model.name },
      h('div', { class: 'row wrap' }, h('h3', { class: 'grow' }, model.name), h('span', { class: 'tag' }, bytes(model.bytes)),
        model.installed ? h('span', { class: 'tag on' }, t('discover.installed')) : null),
      h('p', {}, model.description), this.verdict(model), look.box,
      h('div', { class: 'buttons' }, model.installed ? null : look.button, model.installed
        ? h('a', { class: 'button', href: `#/models/${encodeURIComponent(model.name)}` }, t('models.details'))
        : h('button', { type: 'button', onclick: () => startPull(model.name) }, icon('discover'), t('discover.pull'))));
  }

  /** Before a download only the size of the weights is known; the context's memory comes on top. */
  verdict(model) {
    const { memory_limit_bytes: memory, free_disk_bytes: disk, bandwidth_bytes_per_second: rate } = this.machine;
    const parts = [];
    if (!model.installed && model.bytes > disk) parts.push(h('span', { class: 'problem' }, t('discover.noDisk', { free: bytes(disk) })));
    if (model.bytes > memory) parts.push(h('span', { class: 'problem' }, t('discover.noFit', { size: bytes(model.bytes), limit: bytes(memory) })));
    else parts.push(h('span', { class: 'good' }, t('discover.fits', { size: bytes(model.bytes), limit: bytes(memory) })));
    if (rate) parts.push(h('span', {}, t('discover.ceiling', { rate: Math.round(rate / model.bytes) })));
    return h('p', { class: 'hint row wrap' }, parts);
  }

  /** Bars stay the same elements while they fill, so that focus and screen readers stay where they are. */
  drawPulls() {
    for (const [name, bar] of this.bars) {
      if (!pulls.has(name)) {
        bar.element.remove();
        this.bars.delete(name);
      }
    }
    for (const pull of pulls.values()) {
      let bar = this.bars.get(pull.name);
      if (!bar) {
        bar = new Bar(pull.name);
        this.bars.set(pull.name, bar);
        this.downloads.append(bar.element);
      }
      if (bar.draw(pull) && pull.state !== 'waiting' && pull.state !== 'running') {
        this.said.textContent = `${pull.name}: ${stateText(pull)}`;
        if (pull.state === 'done' && this.element.isConnected) this.show().catch(report);
      }
    }
  }
}

function stateText(pull) {
  return { waiting: () => t('discover.waiting'), running: () => pull.status, done: () => t('discover.done'), cancelled: () => t('discover.cancelled'),
    failed: () => t('discover.failed', { reason: pull.status }) }[pull.state]();
}

class Bar {
  constructor(name) {
    this.progress = h('progress', { max: 1, 'aria-label': name });
    this.text = h('p', { class: 'hint' });
    this.buttons = h('div', { class: 'buttons' });
    this.element = h('section', { class: 'card', 'aria-label': name }, h('h2', {}, name), this.progress, this.text, this.buttons);
    this.state = '';
  }

  /** @returns whether its state is another than before */
  draw(pull) {
    const { done, all } = progressOf(pull);
    if (all > 0) this.progress.value = done / all;
    else this.progress.removeAttribute('value');
    this.progress.hidden = pull.state !== 'running';
    const parts = [stateText(pull)];
    if (pull.state === 'running' && all > 0) {
      parts.push(`${bytes(done)} / ${bytes(all)}`);
      if (pull.rate > 0) parts.push(`${bytes(pull.rate)}/s`, t('discover.left', { time: seconds((all - done) / pull.rate) }));
    }
    this.text.textContent = parts.join(' · ');
    this.text.classList.toggle('problem', pull.state === 'failed');
    if (this.state === pull.state) return false;
    this.state = pull.state;
    const active = pull.state === 'running' || pull.state === 'waiting';
    replace(this.buttons,
      active ? h('button', { type: 'button', onclick: () => cancelPull(pull.name) }, icon('pause'), t('discover.pause')) : null,
      pull.state === 'cancelled' || pull.state === 'failed' ? h('button', { type: 'button', onclick: () => startPull(pull.name) }, icon('play'), t('discover.resume')) : null,
      h('button', { type: 'button', onclick: () => (active ? dropPull(pull.name) : forgetPull(pull.name)) }, t(active ? 'dialog.cancel' : 'dialog.close')));
    return true;
  }
}
