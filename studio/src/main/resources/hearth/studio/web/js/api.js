/** Calls to the server this page came from, and to nothing else. */
import { ApiError } from './failure.js';
import { isObject, parseJson } from './json.js';

const TOKEN = 'hearth.token';
let askToken = async () => '';

export function token() {
  return localStorage.getItem(TOKEN) ?? '';
}

/** @param {string} value empty for none */
export function setToken(value) {
  if (value) localStorage.setItem(TOKEN, value);
  else localStorage.removeItem(TOKEN);
}

/** @param {() => Promise<string>} ask called when the server wants a token; answers with one, or with an empty text */
export function onTokenWanted(ask) {
  askToken = ask;
}

/** @type {Promise<string> | null} */
let asking = null;

/** Calls that are on their way. @type {Set<Promise<Response>>} */
const running = new Set();
/** Others wait for it. @type {Promise<unknown> | null} */
let lonely = null;
/** So long a lonely call waits for those before it: an answer that is being thought about may take longer. */
const PATIENCE = 3000;

/**
 * A call that changes who gets in: what is on its way meanwhile would be refused.
 * @template T
 * @param {string} method @param {string} path @param {unknown} body @param {(answer: T) => void} then is done before other calls go on
 * @returns {Promise<T>}
 */
export async function callAlone(method, path, body, then) {
  const before = Promise.race([Promise.allSettled(running), new Promise((done) => { setTimeout(done, PATIENCE); })]);
  const turn = before.then(async () => {
    /** @type {T} */
    const answer = await read(await sendNow(method, path, body));
    then(answer);
    return answer;
  });
  lonely = turn;
  try {
    return await turn;
  } finally {
    lonely = null;
  }
}

/** @param {string} method @param {string} path @param {unknown} [body] @param {AbortSignal} [signal] @returns {Promise<Response>} */
async function send(method, path, body, signal) {
  await lonely?.catch(() => {});
  const sent = sendNow(method, path, body, signal);
  running.add(sent);
  try {
    return await sent;
  } finally {
    running.delete(sent);
  }
}

/** @param {string} method @param {string} path @param {unknown} [body] @param {AbortSignal} [signal] @returns {Promise<Response>} */
async function sendNow(method, path, body, signal) {
  /** @type {Record<string, string>} */
  const headers = {};
  const used = token();
  if (used) headers['Authorization'] = `Bearer ${used}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {
    method, headers, signal: signal ?? null, body: body === undefined ? null : JSON.stringify(body), redirect: 'error',
  });
  if (response.status === 401) {
    // Several calls may be refused at once; the user is asked once, and not if there is another token by now.
    asking ??= (used === token() ? askToken() : Promise.resolve(token())).finally(() => { asking = null; });
    const given = await asking;
    if (given) {
      setToken(given);
      return sendNow(method, path, body, signal);
    }
  }
  if (!response.ok && response.status !== 304) throw new ApiError(response.status, problemIn(await response.text(), response));
  return response;
}

/** What an answer that is none says of itself. @param {string} text @param {{status: number, statusText: string}} answer */
export function problemIn(text, { status, statusText }) {
  const plain = text || `${status} ${statusText}`;
  try {
    const read = parseJson(text);
    const error = isObject(read) ? read['error'] : null;
    if (typeof error === 'string') return error;
    return isObject(error) && typeof error['message'] === 'string' ? error['message'] : plain;
  } catch {
    return plain;
  }
}

/** What in a request had no effect. @param {Response} response */
function warnings(response) {
  const header = response.headers.get('X-Hearth-Warning');
  return header ? header.split(', ') : [];
}

/**
 * A call with a JSON answer; null if the answer has no body.
 * @template T
 * @param {string} method @param {string} path @param {unknown} [body] @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export async function call(method, path, body, signal) {
  return read(await send(method, path, body, signal));
}

/** @template T @param {Response} response @returns {Promise<T>} */
async function read(response) {
  const text = await response.text();
  return /** @type {T} */ (text ? parseJson(text) : null);
}

/** A call with a text answer. @param {string} path */
export async function callText(path) {
  return (await send('GET', path)).text();
}

/** A call with a file for an answer. @param {string} path */
export async function callFile(path) {
  return (await send('GET', path)).blob();
}

/**
 * A call that answers in lines of JSON. A line with an error ends it with an ApiError.
 * @template T
 * @param {string} path @param {unknown} body @param {AbortSignal} signal
 * @param {(line: T) => void} onLine
 * @returns {Promise<string[]>} what in the request had no effect
 */
export async function stream(path, body, signal, onLine) {
  const response = await send('POST', path, body, signal);
  /** @param {string} line */
  const take = (line) => {
    const read = parseJson(line);
    if (isObject(read) && typeof read['error'] === 'string') throw new ApiError(500, read['error']);
    onLine(/** @type {T} */ (read));
  };
  let rest = '';
  if (response.body) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      lines.filter(Boolean).forEach(take);
    }
  }
  if (rest) take(rest);
  return warnings(response);
}
