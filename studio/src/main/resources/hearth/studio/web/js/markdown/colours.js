/** Colours of code, by highlight.js. Pure. */

const MAX_LENGTH = 100_000;

/** Languages that are in files of their own, by the names models use. */
const EXTRA = { dockerfile: 'dockerfile', docker: 'dockerfile', powershell: 'powershell', ps1: 'powershell', scala: 'scala', dart: 'dart', groovy: 'groovy', gradle: 'gradle', julia: 'julia', jl: 'julia',
  haskell: 'haskell', hs: 'haskell', elixir: 'elixir', ex: 'elixir', erlang: 'erlang', clojure: 'clojure', clj: 'clojure', fsharp: 'fsharp', ocaml: 'ocaml', matlab: 'matlab', fortran: 'fortran',
  cmake: 'cmake', nginx: 'nginx', latex: 'latex', tex: 'latex', protobuf: 'protobuf', proto: 'protobuf', properties: 'properties', x86asm: 'x86asm', asm: 'x86asm' };

export const EXTRA_LANGUAGES = new Set(Object.values(EXTRA));

/** The file that is needed for a language, or null. */
export function extraLanguage(name) {
  return Object.hasOwn(EXTRA, name.toLowerCase()) ? EXTRA[name.toLowerCase()] : null;
}

/** Markup of spans with classes that begin with `hljs-`, or null if the language is not known or the code too long. */
export function colourMarkup(highlighter, code, language) {
  if (!language || code.length > MAX_LENGTH || !highlighter.getLanguage(language)) return null;
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}
