/** Conversations as files of the user's. */
import { h } from '../dom.js';
import { bytes, t } from '../i18n.js';
import { isObject, listOf, parseJson } from '../json.js';
import { isRole, readConversation } from './read.js';
import { add, create, path } from './tree.js';

const MAX_BYTES = 256 * 1024 * 1024;
const TYPES = { json: 'application/json', md: 'text/markdown' };

/** The chosen branch, for people. @param {Studio.Conversation} chat */
export function toMarkdown(chat) {
  const parts = [`# ${chat.title}`];
  if (chat.settings.system) parts.push(`## system\n\n${chat.settings.system}`);
  for (const node of path(chat)) {
    const calls = (node.toolCalls ?? []).map((call) => `\`${call.function.name}(${JSON.stringify(call.function.arguments)})\``);
    parts.push(`## ${node.role}${node.model ? ` (${node.model})` : ''}`, [node.content, ...calls].filter(Boolean).join('\n\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

/** Everything, all branches too. @param {Studio.Conversation} chat */
export function toJson(chat) {
  const { id: _, revision: __, write: ___, ...rest } = chat;
  return `${JSON.stringify(rest, null, 2)}\n`;
}

/** Hands a file to the browser as a download. @param {string} title @param {keyof typeof TYPES} ending @param {string | Blob} content */
export function saveAs(title, ending, content) {
  const url = URL.createObjectURL(new Blob([content], { type: TYPES[ending] }));
  const name = (title || 'chat').replace(/[^\p{L}\p{N} _-]+/gu, '').trim().slice(0, 80) || 'chat';
  const link = h('a', { href: url, download: `${name}.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Conversations from a file of ours, one or the server's export of all, or from markdown with a heading for each message.
 * @param {Pick<File, 'name' | 'size' | 'text'>} file
 */
export async function importFile(file) {
  if (file.size > MAX_BYTES) throw new Error(t('chats.tooLarge', { name: file.name, size: bytes(MAX_BYTES) }));
  const text = await file.text();
  return file.name.endsWith('.json') ? fromJson(file.name, text) : [fromMarkdown(file.name, text)];
}

/** @param {string} name @param {string} text */
function fromJson(name, text) {
  /** @type {unknown} */
  let read;
  try {
    read = parseJson(text);
  } catch (error) {
    throw new Error(t('chats.notJson', { name, reason: error instanceof Error ? error.message : '' }));
  }
  // All are looked at before the first is taken.
  const chats = isObject(read) && 'chats' in read ? listOf(read['chats']) : [read];
  return chats.map((chat) => fromObject(name, chat));
}

/** @param {string} name @param {unknown} read */
function fromObject(name, read) {
  const chat = readConversation(read, name);
  if (!chat) throw new Error(t('chats.notChat', { name }));
  return chat;
}

/** @param {string} name @param {string} text */
function fromMarkdown(name, text) {
  const chat = create();
  chat.title = /^# (.+)$/m.exec(text)?.[1]?.slice(0, 200) ?? name;
  const pieces = text.split(/^## (user|assistant|system|tool)(?: \((.*)\))?[ \t]*$/m);
  for (let i = 1; i < pieces.length; i += 3) {
    const [role, model, content = ''] = pieces.slice(i, i + 3);
    if (role === 'system') chat.settings.system = content.trim();
    else if (isRole(role)) add(chat, chat.leaf, { role, content: content.trim(), ...(model ? { model } : {}) });
  }
  if (!chat.leaf) throw new Error(t('chats.notChat', { name }));
  return chat;
}
