/** Conversations on the server's disk. */
import { call } from '../api.js';
import { freshId, titleOf } from './tree.js';

export const listChats = () => call('GET', '/studio/api/chats');
export const searchChats = (words, signal) => call('GET', `/studio/api/search?q=${encodeURIComponent(words)}`, undefined, signal);
export const loadChat = (id) => call('GET', `/studio/api/chats/${encodeURIComponent(id)}`);
export const deleteChat = (id) => call('DELETE', `/studio/api/chats/${encodeURIComponent(id)}`);

/** Writers of one conversation wait for each other, or the later one would look like another window's. */
const writing = new WeakMap();

/** Keeps a conversation as it is now; gives a new one its id. */
export function saveChat(chat) {
  chat.id ??= freshId();
  chat.title ||= titleOf(chat);
  const turn = (writing.get(chat) ?? Promise.resolve()).catch(() => {}).then(async () => {
    const { revision } = await call('PUT', `/studio/api/chats/${encodeURIComponent(chat.id)}`, chat);
    chat.revision = revision;
  });
  writing.set(chat, turn);
  return turn;
}

/** Changes fields of a conversation that is not open. */
export async function changeChat(id, changes) {
  const chat = await loadChat(id);
  Object.assign(chat, changes);
  await saveChat(chat);
}
