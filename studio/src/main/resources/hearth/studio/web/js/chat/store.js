/** Conversations on the server's disk. */
import { call } from '../api.js';
import { hasStatus, isUnreachable } from '../failure.js';
import { create, freshId, titleOf } from './tree.js';

/** @param {string} id */
const at = (id) => `/studio/api/chats/${encodeURIComponent(id)}`;

/** @type {() => Promise<Wire.ChatList>} */
export const listChats = () => call('GET', '/studio/api/chats');
/** @type {(words: string, signal: AbortSignal) => Promise<Wire.ChatHits>} */
export const searchChats = (words, signal) => call('GET', `/studio/api/search?q=${encodeURIComponent(words)}`, undefined, signal);
/** @type {(id: string) => Promise<null>} */
export const deleteChat = (id) => call('DELETE', at(id));

/** What another program left out is as in a new one. @param {string} id @returns {Promise<Studio.Conversation & {id: string}>} */
export async function loadChat(id) {
  /** @type {Partial<Studio.Conversation>} */
  const read = await call('GET', at(id));
  return { ...create(), ...read, id };
}

/** Writers of one conversation wait for each other, or the later one would look like another window's. @type {WeakMap<Studio.Conversation, Promise<void>>} */
const writing = new WeakMap();

/** Keeps a conversation as it is now; gives a new one its id. @param {Studio.Conversation} chat @returns {Promise<void>} */
export function saveChat(chat) {
  const id = chat.id ??= freshId();
  chat.title ||= titleOf(chat);
  const turn = (writing.get(chat) ?? Promise.resolve()).catch(() => {}).then(async () => {
    chat.revision = await put(id, chat);
    unanswered.delete(chat);
  });
  writing.set(chat, turn);
  return turn;
}

/** Names of writings to which no answer came: the server may have them all the same. @type {WeakMap<Studio.Conversation, Set<string>>} */
const unanswered = new WeakMap();

/** @param {string} id @param {Studio.Conversation} chat @returns {Promise<number>} its new revision */
async function put(id, chat) {
  const write = chat.write = freshId();
  try {
    /** @type {Wire.Revision} */
    const { revision } = await call('PUT', at(id), chat);
    return revision;
  } catch (error) {
    if (isUnreachable(error)) unanswered.set(chat, new Set([...unanswered.get(chat) ?? [], write]));
    const lost = hasStatus(error, 409) && unanswered.get(chat);
    if (!lost) throw error;
    // It was not changed in another window if the last one who wrote was this one.
    const there = await loadChat(id);
    if (!there.write || !lost.has(there.write)) throw error;
    chat.revision = there.revision;
    unanswered.delete(chat);
    return put(id, chat);
  }
}

/** Changes fields of a conversation that is not open. @param {string} id @param {Partial<Studio.Conversation>} changes */
export async function changeChat(id, changes) {
  await saveChat(Object.assign(await loadChat(id), changes));
}
