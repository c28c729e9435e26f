/** Colours of code: what a worker is asked, one text after the other. */

const MAX_LENGTH = 100_000;
const PATIENCE = 2000;

/** Languages that are in files of their own, by the names models use. */
const EXTRA = { dockerfile: 'dockerfile', docker: 'dockerfile', powershell: 'powershell', ps1: 'powershell', scala: 'scala', dart: 'dart', groovy: 'groovy', gradle: 'gradle', julia: 'julia', jl: 'julia',
  haskell: 'haskell', hs: 'haskell', elixir: 'elixir', ex: 'elixir', erlang: 'erlang', clojure: 'clojure', clj: 'clojure', fsharp: 'fsharp', ocaml: 'ocaml', matlab: 'matlab', fortran: 'fortran',
  cmake: 'cmake', nginx: 'nginx', latex: 'latex', tex: 'latex', protobuf: 'protobuf', proto: 'protobuf', properties: 'properties', x86asm: 'x86asm', asm: 'x86asm' };

export const EXTRA_LANGUAGES = new Set(Object.values(EXTRA));

/** The file that is needed for a language, or null. */
export function extraLanguage(name) {
  return Object.hasOwn(EXTRA, name.toLowerCase()) ? EXTRA[name.toLowerCase()] : null;
}

export class ColourQueue {
  #start;
  #patience;
  #worker = null;
  #running = null;
  #waiting = [];
  #timer = null;

  /** @param start makes a worker; @param patience milliseconds for one text */
  constructor(start, patience = PATIENCE) {
    this.#start = start;
    this.#patience = patience;
  }

  /** Calls back with markup, or with null if there are no colours for it. */
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
    if (!this.#worker) {
      this.#worker = this.#start();
      this.#worker.onmessage = ({ data }) => this.#end(data);
      this.#worker.onerror = () => this.#giveUp();
    }
    this.#timer = setTimeout(() => this.#giveUp(), this.#patience);
    this.#worker.postMessage({ code, language, file: extraLanguage(language) });
  }

  /** A worker that is busy for too long can only be ended. */
  #giveUp() {
    this.#worker.terminate();
    this.#worker = null;
    this.#end(null);
  }

  #end(markup) {
    clearTimeout(this.#timer);
    const { use } = this.#running;
    this.#running = null;
    use(markup);
    if (!this.#running) this.#next();
  }
}
