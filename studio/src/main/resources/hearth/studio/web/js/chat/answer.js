/** Asks a model for an answer and measures it. */
import { stream } from '../api.js';

/** Names of sampling settings: those of the server's `options`. */
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

/** The server's messages of a conversation. */
export function wireMessages(nodes, system) {
  const messages = system?.trim() ? [{ role: 'system', content: system }] : [];
  for (const node of nodes) {
    const message = { role: node.role, content: node.context?.prompt ?? node.content ?? '' };
    if (node.toolCalls?.length) message.tool_calls = node.toolCalls;
    if (node.role === 'tool' && node.toolName) message.tool_name = node.toolName;
    messages.push(message);
  }
  return messages;
}

/**
 * The body of a request.
 * @param settings {system, options, stop, format: 'text' | 'json' | 'schema', schema, think: 'default' | 'on' | 'off', tools}
 * @throws SyntaxError if the schema or the tools are no JSON
 */
export function requestBody(model, nodes, settings) {
  const body = { model, messages: wireMessages(nodes, settings.system), stream: true };
  const options = { ...settings.options };
  const stop = (settings.stop ?? '').split('\n').filter((line) => line !== '');
  if (stop.length) options.stop = stop;
  if (Object.keys(options).length) body.options = options;
  if (settings.format === 'json') body.format = 'json';
  if (settings.format === 'schema' && settings.schema?.trim()) body.format = JSON.parse(settings.schema);
  if (settings.think === 'on') body.think = true;
  if (settings.think === 'off') body.think = false;
  if (settings.probabilities) {
    body.logprobs = true;
    body.top_logprobs = ALTERNATIVES;
  }
  if (settings.tools?.trim()) body.tools = JSON.parse(settings.tools);
  return body;
}

/**
 * Streams an answer.
 * @param listener {text(piece), thinking(piece), tools(calls), tokens(list)?, warning(text)}
 * @returns figures: {generated, rate, firstToken, total, load, prompt, promptRate, reused, reuseNote, reason}; times in seconds
 */
export async function answer(body, signal, listener) {
  const start = performance.now();
  let first = null;
  let figures = null;
  const warnings = await stream('/api/chat', body, signal, (line) => {
    const { message = {} } = line;
    if (first === null && (message.content || message.thinking || message.tool_calls)) first = (performance.now() - start) / 1000;
    if (message.thinking) listener.thinking(message.thinking);
    if (message.content) listener.text(message.content);
    if (line.logprobs && !message.thinking) listener.tokens?.(line.logprobs);
    if (message.tool_calls) listener.tools(message.tool_calls);
    if (line.done) figures = figuresOf(line);
  });
  warnings.forEach((text) => listener.warning(text));
  if (!figures) throw new Error('the answer ended before it was complete');
  return { ...figures, firstToken: first };
}

const NANOS = 1e9;

function figuresOf(line) {
  const rate = (count, nanos) => (count > 0 && nanos > 0 ? count / (nanos / NANOS) : null);
  const prompt = line.prompt_eval_count ?? 0;
  const reused = line.prompt_cached_count ?? 0;
  return {
    generated: line.eval_count ?? 0,
    rate: rate(line.eval_count, line.eval_duration),
    total: (line.total_duration ?? 0) / NANOS,
    load: (line.load_duration ?? 0) / NANOS,
    prompt,
    promptRate: rate(prompt - reused, line.prompt_eval_duration),
    reused,
    reuseNote: line.prompt_cached_note ?? '',
    reason: line.done_reason ?? '',
  };
}
