/** Calls of tools that a message wants: which were run, which are running, what they gave. */
import { callMcp, cancelMcp } from '../endpoints.js';
import { freshId } from '../chat/tree.js';

/** For the model, which reads English best. */
export const REFUSED = 'The user declined this call; it was not run.';

/** What is known of the calls of one message. @typedef {{results: (Studio.ToolResult | null)[], problems: string[], running: number}} Turn `running` is -1 for none */

/** @type {WeakMap<Studio.Message, Turn>} */
const turns = new WeakMap();

/** Calls may still come while an answer is written. @param {Studio.Message} node @returns {Turn} */
export function turnOf(node) {
  const turn = turns.get(node) ?? { results: [], problems: [], running: -1 };
  turns.set(node, turn);
  while (turn.results.length < (node.toolCalls?.length ?? 0)) {
    turn.results.push(null);
    turn.problems.push('');
  }
  return turn;
}

/** All results, once there is one for each call. @param {Studio.Message} node */
export function wholeTurn(node) {
  const results = turnOf(node).results.filter((each) => each !== null);
  return results.length === node.toolCalls?.length ? results : null;
}

/**
 * Runs a tool; when it is stopped the server is told.
 * @param {Studio.NamedTool} place @param {Record<string, unknown>} values @param {AbortSignal} signal
 * @returns {Promise<Studio.ToolResult>}
 */
export async function runTool({ name, server, tool }, values, signal) {
  const id = freshId();
  const cancel = () => { cancelMcp(id).catch(() => {}); };
  signal.addEventListener('abort', cancel);
  try {
    const { text, is_error: isError } = await callMcp({ id, server, tool, arguments: values }, signal);
    return { name, text, server, ...(isError ? { failed: true } : {}) };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
