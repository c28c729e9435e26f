/** Colours of code: what a worker is asked, one text after the other. */

const MAX_LENGTH = 100_000;
const PATIENCE = 2000;
/** A worker that has to begin, or a language that has to come, takes so many times longer on a slow machine. */
const SLOW_START = 10;

/** Languages that are in files of their own, by the names models use. @type {Partial<Record<string, string>>} */
const EXTRA = { dockerfile: 'dockerfile', docker: 'dockerfile', powershell: 'powershell', ps1: 'powershell', scala: 'scala', dart: 'dart', groovy: 'groovy', gradle: 'gradle', julia: 'julia', jl: 'julia',
  haskell: 'haskell', hs: 'haskell', elixir: 'elixir', ex: 'elixir', erlang: 'erlang', clojure: 'clojure', clj: 'clojure', fsharp: 'fsharp', ocaml: 'ocaml', matlab: 'matlab', fortran: 'fortran',
  cmake: 'cmake', nginx: 'nginx', latex: 'latex', tex: 'latex', protobuf: 'protobuf', proto: 'protobuf', properties: 'properties', x86asm: 'x86asm', asm: 'x86asm' };

export const EXTRA_LANGUAGES = new Set(Object.values(EXTRA));

/** The file that is needed for a language, or null. @param {string} name */
export function extraLanguage(name) {
  return (Object.hasOwn(EXTRA, name.toLowerCase()) ? EXTRA[name.toLowerCase()] : null) ?? null;
}

/**
 * @typedef {Pick<Worker, 'onmessage' | 'onerror' | 'postMessage' | 'terminate'>} ColourWorker
 * @typedef {{code: string, language: string, use: (markup: string | null) => void}} Asked
 */

export class ColourQueue {
  #start;
  #patience;
  /** @type {ColourWorker | null} */
  #worker = null;
  /** @type {Asked | null} */
  #running = null;
  /** @type {Asked[]} */
  #waiting = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {() => ColourWorker} start @param {number} [patience] milliseconds for one text */
  constructor(start, patience = PATIENCE) {
    this.#start = start;
    this.#patience = patience;
  }

  /** Calls back with markup, or with null if there are no colours for it. @param {string} code @param {string} language @param {Asked['use']} use */
  ask(code, language, use) {
    if (!language || code.length > MAX_LENGTH) {
      use(null);
      return;
    }
    this.#waiting.push({ code, language, use });
    if (!this.#running) this.#next();
  }

  #next() {
    this.#running = this.#waiting.shift() ?? null;
    if (!this.#running) return;
    const { code, language } = this.#running;
    /** @type {Studio.ColourRequest} */
    const request = { code, language, file: extraLanguage(language) };
    const starts = !this.#worker || request.file !== null;
    this.#worker ??= this.#made();
    this.#timer = setTimeout(() => this.#giveUp(), starts ? this.#patience * SLOW_START : this.#patience);
    this.#worker.postMessage(request);
  }

  #made() {
    const worker = this.#start();
    worker.onmessage = (/** @type {MessageEvent<string | null>} */ { data }) => this.#end(data);
    worker.onerror = () => this.#giveUp();
    return worker;
  }

  /** A worker that is busy for too long can only be ended. */
  #giveUp() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#end(null);
  }

  /** @param {string | null} markup */
  #end(markup) {
    clearTimeout(this.#timer);
    const ended = this.#running;
    this.#running = null;
    ended?.use(markup);
    if (!this.#running) this.#next();
  }
}
