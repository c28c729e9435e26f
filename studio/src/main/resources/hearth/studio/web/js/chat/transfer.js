/** Conversations as files of the user's. */
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { add, create, path } from './tree.js';

const ROLES = ['user', 'assistant', 'system', 'tool'];
const MAX_BYTES = 256 * 1024 * 1024;

/** The chosen branch, for people. */
export function toMarkdown(chat) {
  const parts = [`# ${chat.title}`];
  if (chat.settings?.system) parts.push(`## system\n\n${chat.settings.system}`);
  for (const node of path(chat)) {
    const calls = (node.toolCalls ?? []).map((call) => `\`${call.function.name}(${JSON.stringify(call.function.arguments)})\``);
    parts.push(`## ${node.role}${node.model ? ` (${node.model})` : ''}`, [node.content, ...calls].filter(Boolean).join('\n\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

/** Everything, all branches too. */
export function toJson(chat) {
  const { id: _, revision: __, ...rest } = chat;
  return `${JSON.stringify(rest, null, 2)}\n`;
}

/** Hands text to the browser as a download. */
export function saveAs(title, ending, text) {
  const url = URL.createObjectURL(new Blob([text], { type: ending === 'json' ? 'application/json' : 'text/markdown' }));
  const name = (title || 'chat').replace(/[^\p{L}\p{N} _-]+/gu, '').trim().slice(0, 80) || 'chat';
  const link = h('a', { href: url, download: `${name}.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Conversations from a file of ours, one or the server's export of all, or from markdown with a heading for each message. */
export async function importFile(file) {
  if (file.size > MAX_BYTES) throw new Error(t('chats.tooLarge', { name: file.name }));
  const text = await file.text();
  return file.name.endsWith('.json') ? fromJson(file.name, text) : [fromMarkdown(file.name, text)];
}

function fromJson(name, text) {
  let read;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new Error(t('chats.notJson', { name, reason: error.message }));
  }
  // All are looked at before the first is taken.
  return Array.isArray(read?.chats) ? read.chats.map((chat) => fromObject(name, chat)) : [fromObject(name, read)];
}

function fromObject(name, read) {
  const ids = new Set(Array.isArray(read?.nodes) ? read.nodes.map((node) => node?.id) : []);
  const good = ids.size > 0 && read.nodes.every((node) => typeof node?.id === 'string' && ROLES.includes(node.role)
    && typeof (node.content ?? '') === 'string' && (node.parent === null || ids.has(node.parent)));
  if (!good || !ids.has(read.leaf)) throw new Error(t('chats.notChat', { name }));
  const { title, folder, model } = read;
  return { ...create(typeof read.settings === 'object' && read.settings ? read.settings : {}),
    title: plain(title) || name, folder: plain(folder), model: plain(model), nodes: read.nodes, leaf: read.leaf };
}

function plain(value) {
  return typeof value === 'string' ? value.slice(0, 200) : '';
}

function fromMarkdown(name, text) {
  const chat = create();
  chat.title = /^# (.+)$/m.exec(text)?.[1].slice(0, 200) ?? name;
  const pieces = text.split(/^## (user|assistant|system|tool)(?: \((.*)\))?[ \t]*$/m);
  for (let i = 1; i < pieces.length; i += 3) {
    const content = pieces[i + 2].trim();
    if (pieces[i] === 'system') chat.settings.system = content;
    else add(chat, chat.leaf, { role: pieces[i], content, ...(pieces[i + 1] ? { model: pieces[i + 1] } : {}) });
  }
  if (!chat.leaf) throw new Error(t('chats.notChat', { name }));
  return chat;
}
