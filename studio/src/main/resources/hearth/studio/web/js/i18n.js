/** Words of the chosen language; see the files in /studio/lang. */

export const LANGUAGES = { en: 'English', de: 'Deutsch', zh: '简体中文' };

const KEY = 'hearth.language';
let words = {};
let current = 'en';
let plurals = new Intl.PluralRules('en');

/** What the user chose; empty for the browser's. */
export function chosenLanguage() {
  const chosen = localStorage.getItem(KEY);
  return chosen in LANGUAGES ? chosen : '';
}

export function language() {
  return current;
}

/** Loads the words; call before anything is drawn. */
export async function loadLanguage() {
  const wanted = chosenLanguage() || navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in LANGUAGES) || 'en';
  const response = await fetch(`/studio/lang/${wanted}.json`);
  if (!response.ok) throw new Error(`the words of the language ${wanted} can't be read`);
  words = await response.json();
  current = wanted;
  plurals = new Intl.PluralRules(wanted);
  document.documentElement.lang = wanted === 'zh' ? 'zh-Hans' : wanted;
}

/** Takes effect when the page is loaded again. */
export function chooseLanguage(name) {
  if (name) localStorage.setItem(KEY, name);
  else localStorage.removeItem(KEY);
}

/** The text of a key, with `{name}` replaced. */
export function t(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** As t, for a number of things: the key's `.one` or `.other`. */
export function tn(key, count, values = {}) {
  const form = plurals.select(count) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}`, { count: number(count), ...values });
}

/** A number as the language writes it. */
export function number(value, digits = 0) {
  return new Intl.NumberFormat(current, { maximumFractionDigits: digits }).format(value);
}

/** A date, near ones as a time. */
export function date(value) {
  const when = new Date(value);
  if (Number.isNaN(when.getTime())) return '';
  const today = new Date().toDateString() === when.toDateString();
  return new Intl.DateTimeFormat(current, today ? { timeStyle: 'short' } : { dateStyle: 'medium' }).format(when);
}

/** Bytes for people, in units of 1000 as disks are sold; memory tells the same. */
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

/** Seconds for people. */
export function seconds(value) {
  return value < 1 ? `${number(value * 1000)} ms` : `${number(value, value < 10 ? 2 : 1)} s`;
}
