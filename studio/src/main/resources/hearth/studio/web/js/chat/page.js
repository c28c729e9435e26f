/** Chat: the list, the conversation, and the panel of settings. */
import { listModels } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { iconButton } from '../controls.js';
import { guard, report } from '../dialog.js';
import { canChat, modelOptions } from '../models/list.js';
import { settings as loadSettings } from '../settings/store.js';
import { create, findWords, newestBelow, path } from './tree.js';
import { Keeper } from './keeper.js';
import { loadChat } from './store.js';
import { Composer } from './composer.js';
import { Conversation } from './conversation.js';
import { Gauge } from './gauge.js';
import { Panel } from './panel.js';
import { Sidebar } from './sidebar.js';
import { Thread } from './thread.js';
import { Attachments } from '../documents/attachments.js';
import { Reader } from '../documents/reader.js';
import { ChosenTools } from '../tools/chosen.js';

const MODEL = 'hearth.model';

/** @implements {Studio.Page} */
export class ChatPage {
  chat = create();
  /** @type {Wire.Model[]} */
  models = [];
  /** @type {Record<string, Studio.ChatSettings>} */
  defaults = {};
  isOpen = false;
  /** How often something was to be shown. */
  turn = 0;
  /** What a search found, until it is shown. @type {{id: string, words: string} | null} */
  sought = null;

  constructor() {
    this.keeper = new Keeper((chat, fresh) => this.kept(chat, fresh));
    this.sidebar = new Sidebar({
      open: (id) => { location.hash = `#/chat/${id}`; },
      found: (id, words) => {
        this.sought = { id, words };
        if (this.chat.id === id) this.showSought();
      },
      deleted: (id) => {
        if (this.chat.id !== id) return;
        this.chat.deleted = true;
        location.hash = '#/chat';
      },
      changed: (id, changes) => this.changeOpen(id, changes),
    });
    this.attachments = new Attachments({ chat: () => this.chat, changed: () => this.keeper.keepSoon(this.chat) });
    this.tools = new ChosenTools({
      chat: () => this.chat,
      takesTools: () => this.models.find(({ name }) => name === this.chat.model)?.capabilities.includes('tools') ?? false,
      changed: () => this.keeper.keepSoon(this.chat),
    });
    this.reader = new Reader();
    this.composer = new Composer({ send: (text) => this.talk.send(text), stop: () => this.talk.stop(), model: () => this.chat.model }, [this.attachments.buttons, this.tools.button]);
    this.panel = new Panel(() => this.keeper.keepSoon(this.chat));
    this.select = h('select', { class: 'model-choice', 'aria-label': t('chat.chooseModel'), onchange: () => { this.chooseModel(this.select.value); } });
    this.gauge = new Gauge();
    this.title = h('h1', {}, t('chat.newTitle'));
    this.talk = new Conversation(this);
    this.thread = new Thread(this.talk.does);
    const panelButton = this.toggle('panel', t('panel.title'), 'with-panel');
    this.element = h('div', { class: 'chat-page' }, this.sidebar.element,
      h('section', { class: 'chat-main' },
        h('header', { class: 'bar' }, this.toggle('list', t('chats.title'), 'with-chats'), this.title, this.select, this.gauge.element, panelButton),
        this.thread.element, this.thread.foot, this.thread.said, this.attachments.chips, this.composer.element),
      this.reader.element, this.panel.element);
    this.attachments.accept(this.element);
    if (window.innerWidth > 1200) this.setPart('with-panel', panelButton, true);
  }

  /** @param {'panel' | 'list'} picture @param {string} label @param {string} part a class of the page that shows a part of it */
  toggle(picture, label, part) {
    const button = iconButton(picture, label, () => this.setPart(part, button, !this.element.classList.contains(part)),
      { class: `quiet toggle-${part}`, 'aria-expanded': 'false' });
    return button;
  }

  /** @param {string} part @param {Element} button @param {boolean} shown */
  setPart(part, button, shown) {
    this.element.classList.toggle(part, shown);
    button.setAttribute('aria-expanded', String(shown));
  }

  /** Shows a conversation, or a new one. An answer that is being written elsewhere is stopped and kept. @param {string | null} id */
  async show(id) {
    this.turn += 1;
    const { turn, chat: before } = this;
    const count = before.nodes.length;
    const [{ models }, all] = await Promise.all([listModels(), loadSettings()]);
    this.models = models;
    this.defaults = all.modelDefaults ?? {};
    // Something else was chosen while the server was asked.
    if (turn !== this.turn) return;
    // Somebody wrote meanwhile: that is the new chat.
    const begun = !id && before.nodes.length > count;
    if (begun || (this.isOpen && id && this.chat.id === id)) {
      // Still open, and perhaps still being answered; only models and libraries may be others now.
      replace(this.select, modelOptions(models, this.chat.model));
      await this.attachments.show(this.chat);
      return;
    }
    const chat = id ? await loadChat(id) : create();
    if (turn !== this.turn) return;
    this.talk.stop();
    chat.model ||= this.usualModel();
    if (!id) Object.assign(chat.settings, structuredClone(this.defaults[chat.model] ?? {}));
    this.open(chat);
    await this.sidebar.refresh();
    this.sidebar.mark(id);
    if (this.sought?.id === id) this.showSought();
    else this.composer.focus();
  }

  /** Leads to the search for conversations. */
  search() {
    this.element.classList.add('with-chats');
    this.sidebar.input.focus();
  }

  /** Leads to the message that a search found, in whichever branch it is. */
  showSought() {
    const node = this.sought && findWords(this.chat, this.sought.words);
    this.sought = null;
    if (!node) return;
    if (!path(this.chat).includes(node)) {
      this.chat.leaf = newestBelow(this.chat, node.id);
      this.redraw(false);
    }
    this.thread.reveal(node.id);
  }

  usualModel() {
    const last = localStorage.getItem(MODEL);
    const able = this.models.filter(canChat);
    return (able.find((model) => model.name === last) ?? able[0])?.name ?? '';
  }

  /** @param {Studio.Conversation} chat */
  open(chat) {
    this.chat = chat;
    this.isOpen = true;
    this.element.classList.remove('with-chats');
    replace(this.select, modelOptions(this.models, chat.model));
    this.panel.show(chat.settings);
    this.reader.close();
    this.attachments.show(chat).catch(report);
    this.tools.show(chat);
    this.redraw(true);
    this.showGauge().catch(report);
  }

  /** @param {boolean} toEnd false to stay where the reader is */
  redraw(toEnd) {
    this.title.textContent = this.chat.title || t('chat.newTitle');
    this.thread.show(this.chat, this.empty(), toEnd);
  }

  empty() {
    if (this.models.length) return h('div', { class: 'empty' }, h('h2', {}, t('chat.emptyTitle')), h('p', {}, t('chat.emptyText')));
    return h('div', { class: 'empty' }, h('h2', {}, t('chat.noModel')), h('p', {}, t('chat.noModelText')),
      h('a', { class: 'button primary', href: '#/discover' }, t('nav.discover')));
  }

  /** @param {string} name */
  chooseModel(name) {
    localStorage.setItem(MODEL, name);
    this.chat.model = name;
    const defaults = this.defaults[name];
    if (!this.chat.nodes.length && defaults) {
      this.chat.settings = structuredClone(defaults);
      this.panel.show(this.chat.settings);
    }
    this.keeper.keepSoon(this.chat);
    this.showGauge().catch(report);
  }

  showGauge() {
    return this.gauge.show(this.chat);
  }

  /** @param {Studio.Conversation} chat */
  keep(chat) {
    return this.keeper.keep(chat);
  }

  /** A conversation is on the server's disk. @param {Studio.Conversation} chat @param {boolean} fresh whether it was not before */
  async kept(chat, fresh) {
    if (fresh && chat.id && chat === this.chat) {
      history.replaceState(null, '', `#/chat/${chat.id}`);
      this.title.textContent = chat.title;
      this.sidebar.mark(chat.id);
    }
    await this.sidebar.refresh();
  }

  /** @param {string} id @param {Partial<Studio.Conversation>} changes @returns {boolean} whether it is the open one */
  changeOpen(id, changes) {
    if (this.chat.id !== id) return false;
    Object.assign(this.chat, changes);
    this.title.textContent = this.chat.title;
    guard(() => this.keep(this.chat))();
    return true;
  }

  leave() {
    // An answer goes on while other pages are looked at.
  }
}
