// The pages as the build lays them out, with their libraries beside them: run `mvn -pl studio -am process-resources` before a test by hand.
const web = new URL('../target/classes/hearth/studio/web/', import.meta.url);

/** A module of the pages. */
export const load = (path) => import(new URL(`js/${path}`, web));

/** A library that is a module. */
export const loadLibrary = async (path) => (await import(new URL(`lib/${path}`, web))).default;

/** The address of a script of the pages. */
export const page = (path) => new URL(`js/${path}`, web);

/** The tags, attributes and texts of markup as a sanitizer has to see them; throws where it is no markup. */
export function pieces(markup) {
  const found = [];
  const scan = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*\/?>|([^<>]+)/y;
  while (scan.lastIndex < markup.length) {
    const at = scan.lastIndex;
    const match = scan.exec(markup);
    if (!match) throw new Error(`no markup at: ${markup.slice(at, at + 60)}`);
    if (match[4] !== undefined) found.push({ text: match[4] });
    else found.push({ tag: match[2], end: match[1] === '/', attributes: [...match[3].matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name, value]) });
  }
  return found;
}

/** Words of markup, as they are read. */
export function words(markup) {
  return pieces(markup).map(({ text }) => text ?? '').join('').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#(?:39|x27);/g, "'").replace(/&amp;/g, '&');
}
