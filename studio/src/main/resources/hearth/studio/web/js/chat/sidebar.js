/** The list of conversations: folders, search, import. */
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { date, t, tn } from '../i18n.js';
import { ask, confirm, guard, modal, notice, report } from '../dialog.js';
import { changeChat, deleteChat, listChats, loadChat, saveChat, searchChats } from './store.js';
import { importFile, saveAs, toJson, toMarkdown } from './transfer.js';

const WAIT = 250;

export class Sidebar {
  /** @param does {open(id), deleted(id), changed(id, changes): whether it is the open one} */
  constructor(does) {
    this.does = does;
    this.current = null;
    this.chats = [];
    this.list = h('div', { class: 'chat-list' });
    this.input = h('input', { type: 'search', placeholder: t('chats.search'), 'aria-label': t('chats.search'), oninput: () => this.searchSoon() });
    const picker = h('input', { type: 'file', accept: '.json,.md,.markdown', multiple: true, hidden: true, onchange: guard(() => this.take(picker)) });
    this.element = h('nav', { class: 'chats', 'aria-label': t('chats.title') },
      h('div', { class: 'row' },
        h('a', { class: 'button primary grow', href: '#/chat' }, icon('plus'), t('chats.new')),
        h('button', { type: 'button', title: t('chats.import'), 'aria-label': t('chats.import'), onclick: () => picker.click() }, icon('discover'))),
      picker, this.input, this.list);
  }

  async refresh() {
    const { chats, damaged } = await listChats();
    this.chats = chats;
    if (damaged.length && !this.told) {
      this.told = true;
      notice(t('chats.damaged', { files: damaged.join(', ') }), 'error');
    }
    if (!this.input.value.trim()) this.draw();
  }

  mark(id) {
    this.current = id;
    for (const link of this.list.querySelectorAll('a')) {
      if (link.dataset.id === id) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }

  draw() {
    const held = this.list.contains(document.activeElement) ? document.activeElement : null;
    const folders = [...new Set(this.chats.map((chat) => chat.folder))].sort();
    const parts = folders.filter(Boolean).map((folder) => {
      const inside = this.chats.filter((chat) => chat.folder === folder);
      return h('details', { open: inside.some((chat) => chat.id === this.current) || folders.length < 4 },
        h('summary', {}, icon('folder'), h('span', { class: 'grow' }, folder), h('small', {}, String(inside.length))), this.items(inside));
    });
    const loose = this.chats.filter((chat) => !chat.folder);
    replace(this.list, parts, this.items(loose), this.chats.length ? null : h('p', { class: 'hint' }, t('chats.none')));
    this.mark(this.current);
    // Whoever was here with the keys stays here.
    const id = held?.closest('li')?.querySelector('a').dataset.id;
    if (id) [...this.list.querySelectorAll('a')].find((link) => link.dataset.id === id)?.parentElement.querySelector(held.localName).focus();
  }

  items(chats, excerpts = false) {
    return chats.length === 0 ? null : h('ul', {}, chats.map((chat) => h('li', {},
      h('a', { href: `#/chat/${chat.id}`, 'data-id': chat.id, title: chat.title },
        h('span', { class: 'title' }, chat.title || t('chats.untitled')),
        h('small', {}, excerpts ? chat.excerpt : `${date(chat.updated)} · ${tn('chats.messages', chat.message_count)}`)),
      h('button', {
        type: 'button', class: 'quiet small', 'aria-label': t('chats.menuOf', { title: chat.title }), 'aria-haspopup': 'dialog', onclick: guard(() => this.menu(chat)),
      }, icon('more')))));
  }

  menu(chat) {
    const entry = (name, label, action) => (close) => h('button', {
      type: 'button', class: 'entry', onclick: guard(async () => { close(null); await action(); }),
    }, icon(name), label);
    const entries = [
      entry('edit', t('chats.rename'), () => this.rename(chat)),
      entry('folder', t('chats.move'), () => this.move(chat)),
      entry('copy', t('chats.duplicate'), () => this.duplicate(chat)),
      entry('discover', t('chats.exportMarkdown'), async () => saveAs(chat.title, 'md', toMarkdown(await loadChat(chat.id)))),
      entry('discover', t('chats.exportJson'), async () => saveAs(chat.title, 'json', toJson(await loadChat(chat.id)))),
      entry('bin', t('chats.delete'), () => this.remove(chat)),
    ];
    return modal(chat.title || t('chats.untitled'), (close) => h('div', { class: 'menu' }, entries.map((each) => each(close))));
  }

  async change(chat, changes) {
    if (!this.does.changed(chat.id, changes)) await changeChat(chat.id, changes);
    await this.refresh();
  }

  async rename(chat) {
    const title = await ask(t('chats.rename'), t('chats.name'), { value: chat.title });
    if (title) await this.change(chat, { title: title.slice(0, 500) });
  }

  async move(chat) {
    const folders = [...new Set(this.chats.map((each) => each.folder).filter(Boolean))];
    const folder = await ask(t('chats.move'), t('chats.folder'), { value: chat.folder, list: folders, hint: t('chats.folderHint') });
    if (folder !== null) await this.change(chat, { folder: folder.slice(0, 200) });
  }

  async duplicate(chat) {
    const { id: _, revision: __, ...rest } = await loadChat(chat.id);
    await saveChat({ ...rest, title: t('chats.copyOf', { title: chat.title }).slice(0, 500), revision: 0 });
    await this.refresh();
  }

  async remove(chat) {
    if (!await confirm(t('chats.delete'), t('chats.deleteText', { title: chat.title }), t('dialog.delete'))) return;
    await deleteChat(chat.id);
    this.does.deleted(chat.id);
    await this.refresh();
  }

  async take(picker) {
    let last = null;
    for (const file of picker.files) {
      for (const chat of await importFile(file)) {
        await saveChat(chat);
        last = chat;
      }
    }
    picker.value = '';
    await this.refresh();
    if (last) this.does.open(last.id);
  }

  searchSoon() {
    clearTimeout(this.timer);
    this.searching?.abort();
    const words = this.input.value.trim();
    if (!words) {
      this.draw();
      return;
    }
    this.timer = setTimeout(async () => {
      this.searching = new AbortController();
      try {
        const { results, more } = await searchChats(words, this.searching.signal);
        replace(this.list, this.items(results, true), results.length ? null : h('p', { class: 'hint' }, t('chats.noResult')),
          more ? h('p', { class: 'hint' }, t('chats.moreResults')) : null);
        this.mark(this.current);
      } catch (error) {
        report(error);
      }
    }, WAIT);
  }
}
