/** What can be done with a conversation of the list. */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { ask, confirm, copyText, guard, modal } from '../dialog.js';
import { changeChat, deleteChat, loadChat, saveChat } from './store.js';
import { saveAs, toJson, toMarkdown } from './transfer.js';

const MAX_TITLE = 500;
const MAX_FOLDER = 200;

/**
 * @typedef {object} MenuDeeds
 * @property {(id: string) => void} deleted
 * @property {(id: string, changes: Partial<Studio.Conversation>) => boolean} changed answers whether it is the open one
 * @property {() => Promise<void>} refresh
 * @property {() => string[]} folders that there are
 */

export class ChatMenu {
  /** @param {MenuDeeds} does */
  constructor(does) {
    this.does = does;
  }

  /** @param {Wire.ChatSummary} chat */
  open(chat) {
    /** @type {[Parameters<typeof icon>[0], string, () => Promise<void>][]} */
    const entries = [
      ['edit', t('chats.rename'), () => this.rename(chat)],
      ['folder', t('chats.move'), () => this.move(chat)],
      ['copy', t('chats.duplicate'), () => this.duplicate(chat)],
      ['copy', t('chats.copyMarkdown'), async () => copyText(toMarkdown(await loadChat(chat.id)))],
      ['discover', t('chats.exportMarkdown'), async () => saveAs(chat.title, 'md', toMarkdown(await loadChat(chat.id)))],
      ['discover', t('chats.exportJson'), async () => saveAs(chat.title, 'json', toJson(await loadChat(chat.id)))],
      ['bin', t('chats.delete'), () => this.remove(chat)],
    ];
    return modal(chat.title || t('chats.untitled'), (close) => h('div', { class: 'menu' }, entries.map(([picture, label, action]) => h('button', {
      type: 'button', class: 'entry', onclick: guard(async () => { close(null); await action(); }),
    }, icon(picture), label))));
  }

  /** @param {Wire.ChatSummary} chat @param {{title?: string, folder?: string}} changes */
  async change(chat, changes) {
    if (!this.does.changed(chat.id, changes)) await changeChat(chat.id, changes);
    await this.does.refresh();
  }

  /** @param {Wire.ChatSummary} chat */
  async rename(chat) {
    const title = await ask(t('chats.rename'), t('chats.name'), { value: chat.title });
    if (title) await this.change(chat, { title: title.slice(0, MAX_TITLE) });
  }

  /** @param {Wire.ChatSummary} chat */
  async move(chat) {
    const folder = await ask(t('chats.move'), t('chats.folder'), { value: chat.folder, list: this.does.folders(), hint: t('chats.folderHint') });
    if (folder !== null) await this.change(chat, { folder: folder.slice(0, MAX_FOLDER) });
  }

  /** @param {Wire.ChatSummary} chat */
  async duplicate(chat) {
    const { id: _, ...rest } = await loadChat(chat.id);
    await saveChat({ ...rest, title: t('chats.copyOf', { title: chat.title }).slice(0, MAX_TITLE), revision: 0 });
    await this.does.refresh();
  }

  /** @param {Wire.ChatSummary} chat */
  async remove(chat) {
    if (!await confirm(t('chats.delete'), t('chats.deleteText', { title: chat.title }), t('dialog.delete'))) return;
    await deleteChat(chat.id);
    this.does.deleted(chat.id);
    await this.does.refresh();
  }
}
