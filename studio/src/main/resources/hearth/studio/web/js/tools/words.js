/** How it is with a server, in words. */
import { t } from '../i18n.js';

/** @type {Record<Wire.McpState, () => string>} */
const STATES = { off: () => t('tools.off'), starting: () => t('tools.starting'), ready: () => t('tools.ready'), failed: () => t('tools.failed') };

/** @param {Wire.McpState} state @param {boolean} on */
export function stateWords(state, on) {
  return (on || state === 'failed' ? STATES[state] ?? STATES.failed : STATES.off)();
}
