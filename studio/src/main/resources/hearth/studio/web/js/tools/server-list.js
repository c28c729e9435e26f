/** The MCP servers of the file: how it is with each, its tools, a switch. None is added or changed here. */
import { listMcp, reconnectMcp, switchMcp } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { t, tn } from '../i18n.js';
import { button, check } from '../controls.js';
import { guard } from '../dialog.js';
import { reasonOf } from '../failure.js';
import { keepFocus, released } from '../focus.js';
import { Poll, newest } from '../poll.js';
import { stateWords } from './words.js';

const EVERY = 2000;

export class ServerList {
  /** What is drawn. */
  shown = '';
  /** Parts that are unfolded, by the server's name. @type {Set<string>} */
  open = new Set();

  constructor() {
    this.list = h('div', {});
    this.problem = h('p', { class: 'problem', role: 'status' });
    this.element = h('div', {}, this.problem, this.list);
    this.latest = newest();
    this.poll = new Poll(EVERY, () => this.refresh());
  }

  start() {
    this.poll.start();
    return this.refresh();
  }

  stop() {
    this.poll.stop();
  }

  async refresh() {
    try {
      const list = await this.latest(listMcp());
      if (!list) return;
      await released();
      this.draw(list);
    } catch (error) {
      this.problem.textContent = reasonOf(error);
    }
  }

  /** @param {Wire.McpList} list */
  draw(list) {
    this.problem.textContent = list.problem;
    const shown = JSON.stringify(list);
    if (shown === this.shown) return;
    this.shown = shown;
    keepFocus(this.list, () => replace(this.list, list.servers.map((server) => this.card(server)),
      h('p', { class: 'hint path' }, t(list.servers.length ? 'tools.fileHint' : 'tools.noneHint', { file: list.file }))));
  }

  /** @param {Wire.McpServer} server */
  card(server) {
    const { name, target, kind, on, disabled, state, problem, tools, notes, revision, server_name: own, server_version: version } = server;
    const box = h('input', { type: 'checkbox', role: 'switch', checked: on, disabled: disabled || kind === 'none', onchange: guard(async () => {
      try {
        await switchMcp(name, box.checked);
      } finally {
        await this.refresh();
      }
    }) });
    const again = async () => {
      await reconnectMcp(name);
      await this.refresh();
    };
    const who = [own, version, revision && t('tools.revision', { revision })].filter(Boolean).join(' · ');
    return h('div', { class: 'card', 'data-id': name },
      h('div', { class: 'row wrap' }, h('h3', { class: 'grow path' }, name), h('span', { class: state === 'ready' ? 'tag on' : 'tag' }, stateWords(state, on)),
        check(box, t('tools.on')), on ? button('redo', t('tools.reconnect'), again) : null),
      target ? h('p', { class: 'mono path' }, target) : null, who ? h('p', { class: 'hint path' }, who) : null,
      problem ? h('p', { class: 'problem' }, problem) : null,
      disabled ? h('p', { class: 'hint' }, t('tools.disabledHint')) : null,
      server.unused_keys.length ? h('p', { class: 'hint path' }, t('tools.unused', { keys: server.unused_keys.join(', ') })) : null,
      notes.map((note) => h('p', { class: 'hint path' }, note)),
      tools.length ? this.fold(`${name} tools`, tn('tools.count', tools.length), h('dl', { class: 'tool-list' }, tools.map((tool) => [h('dt', { class: 'mono path' }, tool.name),
        h('dd', { class: 'path' }, tool.description)]))) : null,
      server.last_lines.length ? this.fold(`${name} lines`, t('tools.lastLines'), h('pre', { tabindex: '0', role: 'region', 'aria-label': t('tools.lastLinesOf', { name }) }, server.last_lines.join('\n'))) : null);
  }

  /** What is unfolded stays so when it is drawn again. @param {string} key @param {string} label @param {Studio.Child} content */
  fold(key, label, content) {
    const details = h('details', { open: this.open.has(key), ontoggle: () => {
      if (details.open) this.open.add(key);
      else this.open.delete(key);
    } }, h('summary', {}, label), content);
    return details;
  }
}
