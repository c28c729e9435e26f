/** Calls to the server this page came from, and to nothing else. */

const TOKEN = 'hearth.token';
let askToken = async () => '';

/** What the server refused, in its own words. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function token() {
  return localStorage.getItem(TOKEN) ?? '';
}

export function setToken(value) {
  if (value) localStorage.setItem(TOKEN, value);
  else localStorage.removeItem(TOKEN);
}

/** `ask` is called when the server wants a token; it answers with one, or with an empty text. */
export function onTokenWanted(ask) {
  askToken = ask;
}

let asking = null;

async function send(method, path, body, signal) {
  const headers = {};
  if (token()) headers.Authorization = `Bearer ${token()}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {
    method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body), redirect: 'error',
  });
  if (response.status === 401) {
    // Several calls may be refused at once; the user is asked once.
    asking ??= askToken().finally(() => { asking = null; });
    const given = await asking;
    if (given) {
      setToken(given);
      return send(method, path, body, signal);
    }
  }
  if (!response.ok && response.status !== 304) {
    throw new ApiError(response.status, await problem(response));
  }
  return response;
}

async function problem(response) {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text);
    return typeof error === 'string' ? error : error.message;
  } catch {
    return text || `${response.status} ${response.statusText}`;
  }
}

/** What in a request had no effect. */
function warnings(response) {
  const header = response.headers.get('X-Hearth-Warning');
  return header ? header.split(', ') : [];
}

/** A call with a JSON answer; null if the answer has no body. */
export async function call(method, path, body, signal) {
  const response = await send(method, path, body, signal);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

/** A call with a text answer. */
export async function callText(path, signal) {
  return (await send('GET', path, undefined, signal)).text();
}

/**
 * A call that answers in lines of JSON. A line with an error ends it with an ApiError.
 * @param onLine hears each object
 * @returns what in the request had no effect
 */
export async function stream(path, body, signal, onLine) {
  const response = await send('POST', path, body, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line) take(JSON.parse(line), onLine);
    }
  }
  if (rest) take(JSON.parse(rest), onLine);
  return warnings(response);
}

function take(object, onLine) {
  if (typeof object.error === 'string') throw new ApiError(500, object.error);
  onLine(object);
}
