/** Chat: the list, the conversation, and the panel of settings. */
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { number, t } from '../i18n.js';
import { guard, notice, report } from '../dialog.js';
import { installedModels, loadedModels, modelOptions } from '../models/list.js';
import { settings as loadSettings } from '../settings/store.js';
import { create, path } from './tree.js';
import { loadChat, saveChat } from './store.js';
import { Composer } from './composer.js';
import { Conversation } from './conversation.js';
import { Panel } from './panel.js';
import { Sidebar } from './sidebar.js';
import { Thread } from './thread.js';
import { Attachments } from '../documents/attachments.js';
import { Reader } from '../documents/reader.js';

const MODEL = 'hearth.model';
const AGAIN = 3000;

export class ChatPage {
  constructor() {
    this.sidebar = new Sidebar({
      open: (id) => { location.hash = `#/chat/${id}`; },
      deleted: (id) => {
        if (this.chat?.id !== id) return;
        this.chat.deleted = true;
        location.hash = '#/chat';
      },
      changed: (id, changes) => this.changeOpen(id, changes),
    });
    this.attachments = new Attachments({ chat: () => this.chat, changed: () => this.keepSoon() });
    this.reader = new Reader();
    this.composer = new Composer({ send: (text) => this.talk.send(text), stop: () => this.talk.stop() }, this.attachments.buttons);
    this.panel = new Panel(() => this.keepSoon());
    this.select = h('select', { class: 'model-choice', 'aria-label': t('chat.chooseModel'), onchange: () => this.chooseModel(this.select.value) });
    this.gauge = h('span', { class: 'gauge' });
    this.title = h('h1', {}, t('chat.newTitle'));
    this.talk = new Conversation(this);
    this.thread = new Thread(this.talk.does);
    this.panelButton = this.toggle('panel', t('panel.title'), 'with-panel');
    this.element = h('div', { class: 'chat-page' }, this.sidebar.element,
      h('section', { class: 'chat-main' },
        h('header', { class: 'bar' }, this.toggle('list', t('chats.title'), 'with-chats'), this.title, this.select, this.gauge, this.panelButton),
        this.thread.element, this.thread.said, this.attachments.chips, this.composer.element),
      this.reader.element, this.panel.element);
    this.attachments.accept(this.element);
    this.unkept = new Set();
    this.shown = 0;
    window.addEventListener('beforeunload', (event) => { if (this.unkept.size) event.preventDefault(); });
    if (window.innerWidth > 1200) this.setPart('with-panel', this.panelButton, true);
  }

  toggle(name, label, part) {
    const button = h('button', { type: 'button', class: `quiet toggle-${part}`, title: label, 'aria-label': label, 'aria-expanded': 'false',
      onclick: () => this.setPart(part, button, !this.element.classList.contains(part)) }, icon(name));
    return button;
  }

  setPart(part, button, shown) {
    this.element.classList.toggle(part, shown);
    button.setAttribute('aria-expanded', String(shown));
  }

  /** Shows a conversation, or a new one. An answer that is being written elsewhere is stopped and kept. */
  async show(id) {
    this.shown += 1;
    const turn = this.shown;
    const before = this.chat;
    const count = before?.nodes.length ?? 0;
    const [models, all] = await Promise.all([installedModels(), loadSettings()]);
    this.models = models;
    this.defaults = all.modelDefaults ?? {};
    if (turn !== this.shown) return;
    // Somebody wrote while the server was asked: that is the new chat.
    const begun = !id && before && before.nodes.length > count;
    if (begun || this.chat && id && this.chat.id === id) {
      // Still open, and perhaps still being answered; only the models may be others now.
      replace(this.select, modelOptions(models, this.chat.model));
      return;
    }
    const chat = id ? await loadChat(id) : create();
    if (turn !== this.shown) return;
    this.talk.stop();
    chat.settings ??= {};
    chat.model ||= this.usualModel();
    if (!id) Object.assign(chat.settings, structuredClone(this.defaults[chat.model] ?? {}));
    this.open(chat);
    await this.sidebar.refresh();
    this.sidebar.mark(id ?? null);
    this.composer.focus();
  }

  usualModel() {
    const last = localStorage.getItem(MODEL);
    const able = this.models.filter((model) => !model.capabilities?.includes('embedding'));
    return able.find((model) => model.name === last)?.name ?? able[0]?.name ?? '';
  }

  open(chat) {
    this.chat = chat;
    this.element.classList.remove('with-chats');
    replace(this.select, modelOptions(this.models, chat.model));
    this.panel.show(chat.settings);
    this.reader.close();
    this.attachments.show(chat).catch(report);
    this.redraw();
    this.showGauge().catch(report);
  }

  redraw() {
    this.title.textContent = this.chat.title || t('chat.newTitle');
    this.thread.show(this.chat, this.empty());
  }

  empty() {
    if (!this.models.length) {
      return h('div', { class: 'empty' }, h('h2', {}, t('chat.noModel')), h('p', {}, t('chat.noModelText')),
        h('a', { class: 'button primary', href: '#/discover' }, t('nav.discover')));
    }
    return h('div', { class: 'empty' }, h('h2', {}, t('chat.emptyTitle')), h('p', {}, t('chat.emptyText')));
  }

  chooseModel(name) {
    localStorage.setItem(MODEL, name);
    this.chat.model = name;
    if (!this.chat.nodes.length && this.defaults[name]) {
      this.chat.settings = structuredClone(this.defaults[name]);
      this.panel.show(this.chat.settings);
    }
    this.keepSoon();
    this.showGauge().catch(report);
  }

  /** How full the model's window was at the last answer. */
  async showGauge() {
    const last = path(this.chat).findLast((node) => node.stats);
    const loaded = (await loadedModels()).find((model) => model.name === this.chat.model);
    if (!last || !loaded) {
      replace(this.gauge);
      return;
    }
    const used = last.stats.prompt + last.stats.generated;
    const text = t('chat.gauge', { used: number(used), all: number(loaded.context_length) });
    replace(this.gauge, h('meter', { min: 0, max: loaded.context_length, high: loaded.context_length * 0.85, value: used, title: text, 'aria-label': text }),
      h('small', {}, text));
  }

  /** Settings changed: kept after a pause, and only of conversations that exist. */
  keepSoon() {
    clearTimeout(this.timer);
    const { chat } = this;
    this.timer = setTimeout(() => { if (chat.id) this.keep(chat); }, 800);
  }

  async keep(chat, quiet = false) {
    // An answer that ends after its conversation was deleted must not bring it back.
    if (chat.deleted) return;
    try {
      const fresh = !chat.id;
      await saveChat(chat);
      if (fresh && chat === this.chat) {
        history.replaceState(null, '', `#/chat/${chat.id}`);
        this.title.textContent = chat.title;
        this.sidebar.mark(chat.id);
      }
      await this.sidebar.refresh();
    } catch (error) {
      if (error.status === 409) notice(t('chat.conflict'), 'error');
      else if (!quiet) report(error);
      if (error instanceof TypeError) this.keepLater(chat);
    }
  }

  /** The server is away: what it does not have yet it gets when it is back. */
  keepLater(chat) {
    if (this.unkept.has(chat)) return;
    this.unkept.add(chat);
    setTimeout(() => {
      this.unkept.delete(chat);
      this.keep(chat, true);
    }, AGAIN);
  }

  changeOpen(id, changes) {
    if (this.chat?.id !== id) return false;
    Object.assign(this.chat, changes);
    this.title.textContent = this.chat.title;
    guard(() => this.keep(this.chat))();
    return true;
  }

  leave() {
    // An answer goes on while other pages are looked at.
  }
}
