/** Conversations that another program may have written: looked at field by field. Pure. */
import { isObject, listOf } from '../json.js';
import { OPTIONS } from './answer.js';
import { create } from './tree.js';

const MAX_NAME = 200;
const ROLES = /** @type {const} */ (['user', 'assistant', 'system', 'tool']);
const MODES = /** @type {const} */ (['auto', 'whole', 'passages']);
const FORMATS = /** @type {const} */ (['json', 'schema']);
const THINKING = /** @type {const} */ (['on', 'off']);
const TEXTS = /** @type {const} */ (['system', 'stop', 'schema', 'tools', 'preset']);

/** @param {unknown} value @returns {value is Studio.Role} */
export function isRole(value) {
  return ROLES.some((role) => role === value);
}

/** The conversation, or null if it is none. @param {unknown} read @param {string} name for one without a title @returns {Studio.Conversation | null} */
export function readConversation(read, name) {
  const { title, folder, model, nodes, leaf, settings, documents } = isObject(read) ? read : {};
  const found = listOf(nodes);
  const messages = found.every(isMessage) ? found : [];
  const ids = new Set(messages.map((node) => node.id));
  if (typeof leaf !== 'string' || !ids.has(leaf) || !messages.every(({ parent }) => parent === null || ids.has(parent))) return null;
  const chat = { ...create(readSettings(settings)), title: plain(title) || name, folder: plain(folder), model: plain(model), nodes: messages, leaf };
  return isObject(documents) ? { ...chat, documents: readDocuments(documents) } : chat;
}

/** What messages hold beside their text is what these pages have written. @param {unknown} value @returns {value is Studio.Message} */
function isMessage(value) {
  return isObject(value) && typeof value['id'] === 'string' && isRole(value['role']) && typeof (value['content'] ?? '') === 'string';
}

/** @param {unknown} read @returns {Studio.ChatSettings} */
function readSettings(read) {
  if (!isObject(read)) return {};
  const { options, format, think, probabilities } = read;
  const form = FORMATS.find((each) => each === format);
  const thinking = THINKING.find((each) => each === think);
  /** @type {Studio.ChatSettings} */
  const settings = { ...(form ? { format: form } : {}), ...(thinking ? { think: thinking } : {}), ...(probabilities === true ? { probabilities } : {}) };
  for (const key of TEXTS) {
    const text = read[key];
    if (typeof text === 'string') settings[key] = text;
  }
  const numbers = isObject(options) ? readOptions(options) : {};
  return Object.keys(numbers).length ? { ...settings, options: numbers } : settings;
}

/** @param {Record<string, unknown>} read */
function readOptions(read) {
  /** @type {Studio.Options} */
  const options = {};
  for (const { name } of OPTIONS) {
    const value = read[name];
    if (typeof value === 'number') options[name] = value;
  }
  return options;
}

/** Which libraries it had; those that are not there are left out when it is opened. @param {Record<string, unknown>} read @returns {Studio.ChatDocuments} */
function readDocuments({ attached, libraries, mode }) {
  return { attached: plain(attached), libraries: listOf(libraries).filter((each) => typeof each === 'string'), mode: MODES.find((each) => each === mode) ?? 'auto' };
}

/** @param {unknown} value */
function plain(value) {
  return typeof value === 'string' ? value.slice(0, MAX_NAME) : '';
}
