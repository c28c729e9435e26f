/** What is kept on the server's disk between visits. */
import { call } from '../api.js';

/** @type {() => Promise<Studio.Settings>} */
export const settings = () => call('GET', '/studio/api/settings');

/** @type {Promise<void>} */
let turn = Promise.resolve();

/**
 * Changes one of them; calls wait for each other, so none undoes another.
 * @template {keyof Studio.Settings} Name
 * @param {Name} name @param {Required<Studio.Settings>[Name]} value
 */
export function saveSetting(name, value) {
  turn = turn.catch(() => {}).then(async () => { await call('PUT', '/studio/api/settings', { ...await settings(), [name]: value }); });
  return turn;
}
