/** Light, dark, or as the system has it. */

const KEY = 'hearth.theme';

export function theme() {
  const chosen = localStorage.getItem(KEY);
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

/** @param {string} name */
export function setTheme(name) {
  if (name === 'light' || name === 'dark') localStorage.setItem(KEY, name);
  else localStorage.removeItem(KEY);
  applyTheme();
}

export function applyTheme() {
  if (theme() === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme();
}
