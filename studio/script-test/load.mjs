// Where the scripts are.
const root = new URL('../src/main/resources/hearth/studio/web/js/', import.meta.url);

/** A module of the pages. */
export const load = (path) => import(new URL(path, root));

/** The text of a tree of MathML, tags short. */
export const shape = (node) => (node === null ? 'null' : node.v !== undefined ? `${node.tag}:${node.v}` : `${node.tag}(${node.c.map(shape).join(' ')})`);
