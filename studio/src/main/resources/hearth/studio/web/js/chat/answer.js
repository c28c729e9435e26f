/** Asks a model for an answer and measures it. */
import { stream } from '../api.js';
import { parseJson } from '../json.js';

/** Sampling settings: names of the server's `options`. @type {{name: Studio.OptionName, min: number, max: number, step: number}[]} */
export const OPTIONS = [
  { name: 'temperature', min: 0, max: 5, step: 0.05 },
  { name: 'top_p', min: 0, max: 1, step: 0.01 },
  { name: 'top_k', min: 0, max: 1000, step: 1 },
  { name: 'min_p', min: 0, max: 1, step: 0.01 },
  { name: 'repeat_penalty', min: 0, max: 10, step: 0.05 },
  { name: 'presence_penalty', min: -2, max: 2, step: 0.1 },
  { name: 'frequency_penalty', min: -2, max: 2, step: 0.1 },
  { name: 'num_predict', min: -1, max: 1000000, step: 1 },
  { name: 'num_ctx', min: 1, max: 1000000, step: 1 },
  { name: 'seed', min: 0, max: 4294967295, step: 1 },
];

/** How many tokens are told for each place when probabilities are wanted. */
const ALTERNATIVES = 5;
const NANOS = 1e9;

/** The server's messages of a conversation. @param {Studio.NewMessage[]} nodes @param {string} [system] */
export function wireMessages(nodes, system) {
  /** @type {Wire.ChatMessage[]} */
  const messages = system?.trim() ? [{ role: 'system', content: system }] : [];
  for (const { role, context, content, toolCalls, toolName } of nodes) {
    /** @type {Wire.ChatMessage} */
    const message = { role, content: context?.prompt ?? content ?? '' };
    if (toolCalls?.length) message.tool_calls = toolCalls;
    if (role === 'tool' && toolName) message.tool_name = toolName;
    messages.push(message);
  }
  return messages;
}

/**
 * The body of a request.
 * @param {string} model @param {Studio.NewMessage[]} nodes @param {Studio.ChatSettings} settings
 * @throws SyntaxError if the schema or the tools are no JSON
 */
export function requestBody(model, nodes, settings) {
  /** @type {Wire.ChatRequest} */
  const body = { model, messages: wireMessages(nodes, settings.system), stream: true };
  const stop = (settings.stop ?? '').split('\n').filter((line) => line !== '');
  const options = { ...settings.options, ...(stop.length ? { stop } : {}) };
  if (Object.keys(options).length) body.options = options;
  if (settings.format === 'json') body.format = 'json';
  if (settings.format === 'schema' && settings.schema?.trim()) body.format = parseJson(settings.schema);
  if (settings.think) body.think = settings.think === 'on';
  if (settings.probabilities) {
    body.logprobs = true;
    body.top_logprobs = ALTERNATIVES;
  }
  if (settings.tools?.trim()) body.tools = parseJson(settings.tools);
  return body;
}

/**
 * @typedef {object} AnswerListener
 * @property {(piece: string) => void} text
 * @property {(piece: string) => void} thinking
 * @property {(calls: Wire.ToolCall[]) => void} tools
 * @property {(list: Wire.TokenLogprob[]) => void} [tokens]
 * @property {(text: string) => void} warning
 */

/**
 * Streams an answer.
 * @param {Wire.ChatRequest} body @param {AbortSignal} signal @param {AnswerListener} listener
 * @returns {Promise<Studio.Figures>}
 */
export async function answer(body, signal, listener) {
  const start = performance.now();
  /** @type {{first: number | null, end: Wire.ChatLine | null}} */
  const seen = { first: null, end: null };
  const warnings = await stream('/api/chat', body, signal, (/** @type {Wire.ChatLine} */ line) => {
    const { content, thinking, tool_calls: calls } = line.message;
    if (content || thinking || calls) seen.first ??= (performance.now() - start) / 1000;
    if (thinking) listener.thinking(thinking);
    if (content) listener.text(content);
    if (line.logprobs && !thinking) listener.tokens?.(line.logprobs);
    if (calls) listener.tools(calls);
    if (line.done) seen.end = line;
  });
  warnings.forEach((text) => listener.warning(text));
  if (!seen.end) throw new Error('the answer ended before it was complete');
  return figuresOf(seen.end, seen.first);
}

/** @param {number} count @param {number} nanos */
function rate(count, nanos) {
  return count > 0 && nanos > 0 ? count / (nanos / NANOS) : null;
}

/** @param {Wire.AnswerEnd} end @param {number | null} firstToken @returns {Studio.Figures} */
function figuresOf(end, firstToken) {
  const { prompt_eval_count: prompt = 0, prompt_cached_count: reused = 0, eval_count: generated = 0 } = end;
  return {
    generated,
    rate: rate(generated, end.eval_duration ?? 0),
    firstToken,
    total: (end.total_duration ?? 0) / NANOS,
    load: (end.load_duration ?? 0) / NANOS,
    prompt,
    promptRate: rate(prompt - reused, end.prompt_eval_duration ?? 0),
    reused,
    reuseNote: end.prompt_cached_note ?? '',
    reason: end.done_reason ?? '',
  };
}
