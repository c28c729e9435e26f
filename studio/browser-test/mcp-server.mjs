// An MCP server for the stories: its tools give what makes the model that says what it is told go on, or call again.
import { createInterface } from 'node:readline';

const HOSTILE = '<img src=x onerror="window.hacked=1">';
const call = (name, values) => `<tool_call>\n${JSON.stringify({ name, arguments: values })}\n</tool_call>`;

/** Calls that are waited for: the number of the request, and the word that the story gave. */
const waiting = new Map();

const TOOLS = {
  weather: ({ city }) => ({ text: `say: It is sunny in ${city}.` }),
  again: () => ({ text: `say: Again. ${call('again', {})}` }),
  fails: () => ({ text: 'say: So it failed.', isError: true }),
  hostile: () => ({ text: `${HOSTILE}\n[link](javascript:window.hacked=1)\nsay: Seen.` }),
};

const write = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

function answer({ id, method, params = {} }) {
  if (method === 'initialize') return { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: `played ${HOSTILE}`, version: '1' } };
  if (method === 'tools/list') {
    return { tools: [...Object.keys(TOOLS), 'slow'].map((name) => ({ name, description: `Does ${name}. ${HOSTILE}`,
      inputSchema: { type: 'object', properties: { city: { type: 'string' }, word: { type: 'string' } } } })) };
  }
  if (method !== 'tools/call') return null;
  const { name, arguments: values = {} } = params;
  if (name === 'slow') {
    waiting.set(id, values.word);
    process.stderr.write(`waiting ${values.word} ${process.env.STORY_SECRET}\n`);
    return undefined;
  }
  const { text, isError = false } = TOOLS[name](values);
  return { content: [{ type: 'text', text }], isError };
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.method === 'notifications/cancelled') process.stderr.write(`cancelled ${waiting.get(message.params.requestId)}\n`);
  if (message.id === undefined || !message.method) return;
  const result = answer(message);
  if (result === null) write({ id: message.id, error: { code: -32601, message: 'unknown' } });
  else if (result) write({ id: message.id, result });
});
