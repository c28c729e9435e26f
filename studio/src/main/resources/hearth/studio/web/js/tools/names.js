/** Tools of MCP servers as a model sees them: their names, and which of them were chosen. Pure. */
import { isObject, listOf } from '../json.js';

const LONGEST = 64;
/** So many answers in a row may call tools without the user being asked. */
export const MOST_ROUNDS = 10;

/** @typedef {{server: string, tool: Wire.McpTool}} Offer */

/** @param {Studio.ToolPlace} one @param {Studio.ToolPlace} other */
export const isSame = (one, other) => one.server === other.server && one.tool === other.tool;

/** What models and templates take as a name. @param {string} text */
const plain = (text) => text.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, LONGEST) || 'tool';

/** Chosen tools that there are now, and those that there are not. @param {Wire.McpServer[]} servers @param {Studio.ToolPlace[]} chosen */
export function offersOf(servers, chosen) {
  const all = servers.flatMap((server) => (server.state === 'ready' ? server.tools.map((tool) => ({ server: server.name, tool })) : []));
  /** @param {Offer} offer @param {Studio.ToolPlace} place */
  const matches = (offer, place) => isSame({ server: offer.server, tool: offer.tool.name }, place);
  return {
    offers: all.filter((offer) => chosen.some((place) => matches(offer, place))),
    missing: chosen.filter((place) => !all.some((offer) => matches(offer, place))),
  };
}

/** Names of functions that the user defined. @param {unknown} tools */
export function ownNames(tools) {
  return listOf(tools).map((each) => (isObject(each) && isObject(each['function']) ? each['function']['name'] : null)).filter((name) => typeof name === 'string');
}

/**
 * Gives each tool a name that no other has: its own, or with its server's before it.
 * @param {Offer[]} offers @param {string[]} taken
 */
export function nameTools(offers, taken) {
  const own = offers.map(({ tool }) => plain(tool.name));
  const used = new Set(taken);
  return offers.map(({ server, tool }, i) => {
    const first = own[i] ?? 'tool';
    const alone = own.filter((each) => each === first).length === 1 && !taken.includes(first);
    const stem = alone ? first : plain(`${server}_${tool.name}`);
    let name = stem;
    for (let n = 2; used.has(name); n += 1) name = `${stem.slice(0, LONGEST - 4)}_${n}`;
    used.add(name);
    return { place: { name, server, tool: tool.name }, definition: { type: 'function', function: { name, description: tool.description, parameters: tool.schema } } };
  });
}

/** @param {unknown} value @returns {value is Studio.NamedTool} */
const isPlace = (value) => isObject(value) && ['name', 'server', 'tool'].every((key) => typeof value[key] === 'string');

/** Where a called function is, if it is a tool of a server. Another program may have written it. @param {Studio.Message} node @param {Wire.ToolCall} call */
export function placeOf(node, call) {
  return listOf(node.toolPlaces).filter(isPlace).find(({ name }) => name === call.function.name) ?? null;
}

/** How many answers in a row, up to the last one, have called tools. @param {Studio.Message[]} nodes of the chosen branch */
export function roundsOf(nodes) {
  const asked = nodes.findLastIndex(({ role }) => role === 'user');
  return nodes.slice(asked + 1).filter(({ role, toolCalls }) => role === 'assistant' && toolCalls?.length).length;
}

/** Whether a tool may run without asking: it must still be what it was when the user said so. @param {Wire.McpServer[]} servers @param {Studio.TrustedTool[]} always @param {Studio.ToolPlace} place */
export function isTrusted(servers, always, place) {
  const { offers: [found] } = offersOf(servers, [place]);
  return found !== undefined && always.some((each) => isSame(each, place) && each.digest === found.tool.digest);
}
