/** What the pages ask the server, one line for each endpoint. Conversations and libraries have files of their own. */
import { call, callAlone, callFile } from './api.js';

const STUDIO = '/studio/api';
const inPath = encodeURIComponent;

/** @type {() => Promise<Wire.Version>} */
export const version = () => call('GET', '/api/version');
/** @type {() => Promise<Wire.Tags>} */
export const listModels = () => call('GET', '/api/tags');
/** @type {() => Promise<Wire.Loaded>} */
export const listLoaded = () => call('GET', '/api/ps');
/** @type {(model: string) => Promise<Wire.Show>} */
export const showModel = (model) => call('POST', '/api/show', { model });
/** @type {(source: string, destination: string) => Promise<null>} */
export const copyModel = (source, destination) => call('POST', '/api/copy', { source, destination });
/** @type {(model: string) => Promise<null>} */
export const deleteModel = (model) => call('DELETE', '/api/delete', { model });
/** @type {(model: string, signal?: AbortSignal) => Promise<Wire.Generated>} */
export const loadModel = (model, signal) => call('POST', '/api/generate', { model }, signal);
/** @type {(model: string) => Promise<Wire.Generated>} */
export const unloadModel = (model) => call('POST', '/api/generate', { model, keep_alive: 0 });
/** @type {(request: {model: string, prompt: string, raw: boolean, options: Studio.Options}, signal: AbortSignal) => Promise<Wire.Generated>} */
export const generate = (request, signal) => call('POST', '/api/generate', { ...request, stream: false }, signal);
/** @type {(model: string, content: string, signal: AbortSignal) => Promise<Wire.Tokenized>} */
export const tokenize = (model, content, signal) => call('POST', '/tokenize', { model, content }, signal);

/** @type {() => Promise<Wire.Machine>} */
export const machine = () => call('GET', `${STUDIO}/machine`);
/** @type {() => Promise<Wire.Bandwidth>} */
export const measureBandwidth = () => call('POST', `${STUDIO}/bandwidth`);
/** @type {(model: string, contexts: number[]) => Promise<Wire.Fit>} */
export const fit = (model, contexts) => call('POST', `${STUDIO}/fit`, { model, contexts });
/** @type {() => Promise<Wire.Catalogue>} */
export const catalogue = () => call('GET', `${STUDIO}/catalogue`);
/** @type {(words: string, signal: AbortSignal) => Promise<Wire.HubResults>} */
export const searchHub = (words, signal) => call('GET', `${STUDIO}/hub/search?q=${inPath(words)}`, undefined, signal);
/** @type {(repository: string) => Promise<Wire.HubFiles>} */
export const hubFiles = (repository) => call('GET', `${STUDIO}/hub/files?repository=${inPath(repository)}`);
/** @type {(model: string, contexts: number[]) => Promise<Wire.Look>} */
export const lookInHub = (model, contexts) => call('POST', `${STUDIO}/hub/look`, { model, contexts });

/** @type {() => Promise<Wire.Downloads>} */
export const listDownloads = () => call('GET', `${STUDIO}/downloads`);
/** @type {(model: string) => Promise<Wire.Begun>} */
export const beginDownload = (model) => call('POST', `${STUDIO}/downloads`, { model });
/** @type {(id: string) => Promise<null>} */
export const cancelDownload = (id) => call('POST', `${STUDIO}/downloads/${inPath(id)}/cancel`);
/** @type {(id: string) => Promise<null>} */
export const forgetDownload = (id) => call('DELETE', `${STUDIO}/downloads/${inPath(id)}`);

/** @type {() => Promise<Wire.WorkshopFacts>} */
export const workshopFacts = () => call('GET', `${STUDIO}/workshop`);
/** @type {(source: string, requantize: boolean) => Promise<Wire.Plan>} */
export const planQuantization = (source, requantize) => call('POST', `${STUDIO}/workshop/plan`, { source, requantize });
/** @type {(source: string, type: string, requantize: boolean) => Promise<Wire.Loss>} */
export const measureLoss = (source, type, requantize) => call('POST', `${STUDIO}/workshop/loss`, { source, type, requantize });
/** @type {() => Promise<Wire.Jobs>} */
export const listJobs = () => call('GET', `${STUDIO}/jobs`);
/** @type {(request: Wire.JobRequest) => Promise<Wire.Begun>} */
export const beginJob = (request) => call('POST', `${STUDIO}/jobs`, request);
/** @type {(id: string) => Promise<null>} */
export const cancelJob = (id) => call('POST', `${STUDIO}/jobs/${inPath(id)}/cancel`);
/** @type {(id: string) => Promise<null>} */
export const forgetJob = (id) => call('DELETE', `${STUDIO}/jobs/${inPath(id)}`);

/** @type {(from: number) => Promise<Wire.LogPiece>} */
export const readLog = (from) => call('GET', `${STUDIO}/log?from=${from}`);
/** @type {() => Promise<Wire.Clients>} */
export const listClients = () => call('GET', `${STUDIO}/clients`);
/** @type {() => Promise<Wire.Tokens>} */
export const listTokens = () => call('GET', `${STUDIO}/tokens`);
/** @type {(label: string, then: (issued: Wire.IssuedToken) => void) => Promise<Wire.IssuedToken>} */
export const issueToken = (label, then) => callAlone('POST', `${STUDIO}/tokens`, { label }, then);
/** @type {(id: string) => Promise<null>} */
export const revokeToken = (id) => call('DELETE', `${STUDIO}/tokens/${inPath(id)}`);

/** @type {(signal?: AbortSignal) => Promise<Wire.McpList>} */
export const listMcp = (signal) => call('GET', `${STUDIO}/mcp`, undefined, signal);
/** @type {(server: string, on: boolean) => Promise<null>} */
export const switchMcp = (server, on) => call('POST', `${STUDIO}/mcp/switch`, { server, on });
/** @type {(server: string) => Promise<null>} */
export const reconnectMcp = (server) => call('POST', `${STUDIO}/mcp/reconnect`, { server });
/** @type {(request: Wire.McpCall, signal: AbortSignal) => Promise<Wire.McpResult>} */
export const callMcp = (request, signal) => call('POST', `${STUDIO}/mcp/call`, request, signal);
/** @type {(id: string) => Promise<null>} */
export const cancelMcp = (id) => call('POST', `${STUDIO}/mcp/cancel`, { id });

export const exportChats = () => callFile(`${STUDIO}/export`);
