/** What is kept on the server's disk between visits. */
import { call } from '../api.js';

/** All settings: {presets, benchmarks}. */
export const settings = () => call('GET', '/studio/api/settings');

let turn = Promise.resolve();

/** Changes one of them; calls wait for each other, so none undoes another. */
export function saveSetting(name, value) {
  turn = turn.catch(() => {}).then(async () => call('PUT', '/studio/api/settings', { ...await settings(), [name]: value }));
  return turn;
}
