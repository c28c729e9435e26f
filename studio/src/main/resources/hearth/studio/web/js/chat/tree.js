/**
 * A conversation is a tree: each message knows its parent, and one leaf is chosen. Editing or regenerating adds a sibling, so nothing is
 * lost. Pure.
 */

export function freshId() {
  return crypto.randomUUID();
}

/** A conversation without messages. @param {Studio.ChatSettings} [settings] @returns {Studio.Conversation} */
export function create(settings = {}) {
  return { version: 1, title: '', folder: '', model: '', settings, nodes: [], leaf: null, revision: 0 };
}

/** @param {Studio.Conversation} chat @param {string | null} id */
export function find(chat, id) {
  return chat.nodes.find((node) => node.id === id) ?? null;
}

/** Adds a message below another; it becomes the chosen leaf. @param {Studio.Conversation} chat @param {string | null} parent @param {Studio.NewMessage} message */
export function add(chat, parent, message) {
  /** @type {Studio.Message} */
  const node = { id: freshId(), parent, created: new Date().toISOString(), ...message };
  chat.nodes.push(node);
  chat.leaf = node.id;
  return node;
}

/** The chosen messages, oldest first. A damaged tree ends where it would go round. @param {Studio.Conversation} chat @param {string | null} [leaf] */
export function path(chat, leaf = chat.leaf) {
  /** @type {Map<string | null, Studio.Message>} */
  const byId = new Map(chat.nodes.map((node) => [node.id, node]));
  /** @type {Studio.Message[]} */
  const found = [];
  const seen = new Set();
  for (let node = byId.get(leaf); node && !seen.has(node.id); node = byId.get(node.parent)) {
    seen.add(node.id);
    found.push(node);
  }
  return found.reverse();
}

/** The newest message below this one. @param {Studio.Conversation} chat @param {string} id */
export function newestBelow(chat, id) {
  const seen = new Set();
  let at = id;
  while (!seen.has(at)) {
    seen.add(at);
    const child = chat.nodes.findLast((node) => node.parent === at);
    if (child) at = child.id;
  }
  return at;
}

/** The first message with these words in it, letter case aside; one of the chosen branch if there is one. @param {Studio.Conversation} chat @param {string} words */
export function findWords(chat, words) {
  const wanted = words.toLowerCase();
  return [...path(chat), ...chat.nodes].find(({ content }) => content?.toLowerCase().includes(wanted)) ?? null;
}

/** Removes a message and all that follow it; the chosen leaf becomes a sibling or the parent. @param {Studio.Conversation} chat @param {Studio.Message} node */
export function remove(chat, node) {
  /** @type {Set<string | null>} */
  const gone = new Set([node.id]);
  for (let grew = true; grew;) {
    grew = false;
    for (const other of chat.nodes) {
      if (gone.has(other.parent) && !gone.has(other.id)) {
        gone.add(other.id);
        grew = true;
      }
    }
  }
  chat.nodes = chat.nodes.filter((other) => !gone.has(other.id));
  if (gone.has(chat.leaf)) {
    const other = chat.nodes.findLast((each) => each.parent === node.parent);
    chat.leaf = other ? newestBelow(chat, other.id) : node.parent;
  }
}

/** A title from the first question. @param {Studio.Conversation} chat */
export function titleOf(chat) {
  const first = path(chat).find((node) => node.role === 'user');
  const [line = ''] = (first?.content ?? '').trim().split('\n');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
