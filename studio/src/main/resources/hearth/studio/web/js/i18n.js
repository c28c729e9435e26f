/** Words of the chosen language; see the files in /studio/lang. */
import { parseJson } from './json.js';

/** @type {Record<Studio.Language, string>} */
export const LANGUAGES = { en: 'English', de: 'Deutsch', zh: '简体中文' };

const KEY = 'hearth.language';
/** @type {Partial<Studio.Texts>} */
let words = {};
/** @type {Studio.Language} */
let current = 'en';
let plurals = new Intl.PluralRules('en');

/** @param {string | null} name @returns {name is Studio.Language} */
function isLanguage(name) {
  return name !== null && Object.hasOwn(LANGUAGES, name);
}

/** What the user chose; empty for the browser's. */
export function chosenLanguage() {
  const chosen = localStorage.getItem(KEY);
  return isLanguage(chosen) ? chosen : '';
}

export function language() {
  return current;
}

/** Loads the words; call before anything is drawn. */
export async function loadLanguage() {
  const wanted = chosenLanguage() || navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) || 'en';
  const response = await fetch(`/studio/lang/${wanted}.json`);
  if (!response.ok) throw new Error(`the words of the language ${wanted} can't be read`);
  words = /** @type {Studio.Texts} */ (parseJson(await response.text()));
  current = wanted;
  plurals = new Intl.PluralRules(wanted);
  document.documentElement.lang = wanted === 'zh' ? 'zh-Hans' : wanted;
}

/** Takes effect when the page is loaded again. @param {string} name empty for the browser's */
export function chooseLanguage(name) {
  if (name) localStorage.setItem(KEY, name);
  else localStorage.removeItem(KEY);
}

/**
 * The text of a key, with `{name}` replaced.
 * @param {Studio.TextKey} key @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/**
 * As t, for a number of things: the key's `.one` or `.other`.
 * @param {Studio.PluralKey} key @param {number} count @param {Record<string, string | number>} [values]
 */
export function tn(key, count, values = {}) {
  const form = plurals.select(count) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}`, { count: number(count), ...values });
}

/** A number as the language writes it. @param {number} value @param {number} [digits] behind the point, at most */
export function number(value, digits = 0) {
  return new Intl.NumberFormat(current, { maximumFractionDigits: digits }).format(value);
}

/** A date, near ones as a time. @param {string} value */
export function date(value) {
  const when = new Date(value);
  if (Number.isNaN(when.getTime())) return '';
  const today = new Date().toDateString() === when.toDateString();
  return new Intl.DateTimeFormat(current, today ? { timeStyle: 'short' } : { dateStyle: 'medium' }).format(when);
}

/** @param {string} value @param {Intl.DateTimeFormatOptions} options */
function written(value, options) {
  return new Intl.DateTimeFormat(current, options).format(new Date(value));
}

/** @param {string} value */
export const day = (value) => written(value, { dateStyle: 'medium' });
/** @param {string} value */
export const clock = (value) => written(value, { timeStyle: 'medium' });
/** @param {string} value */
export const dayAndClock = (value) => written(value, { dateStyle: 'medium', timeStyle: 'medium' });

/** Bytes for people, in units of 1000 as disks are sold; memory tells the same. @param {number} value */
export function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${number(scaled, unit > 0 && scaled < 100 ? 1 : 0)} ${units[unit]}`;
}

/** Seconds for people. @param {number} value */
export function seconds(value) {
  return value < 1 ? `${number(value * 1000)} ms` : `${number(value, value < 10 ? 2 : 1)} s`;
}
