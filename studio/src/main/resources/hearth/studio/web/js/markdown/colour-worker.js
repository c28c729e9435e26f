/* Colours code by highlight.js where nobody waits for it: a text made to be slow to read stops only this. A classic script, as the library is. */
importScripts('../../lib/highlight/highlight.min.js');

/** Answers with markup of spans, or null if the language is not known. `file` is that of a further language. */
onmessage = (/** @type {MessageEvent<Studio.ColourRequest>} */ { data: { code, language, file } }) => {
  if (file && !hljs.getLanguage(language)) importScripts(`../../lib/highlight/languages/${file}.min.js`);
  postMessage(hljs.getLanguage(language) ? hljs.highlight(code, { language, ignoreIllegals: true }).value : null);
};
