/** Colours of code: comments, strings, numbers, keywords. Pure; one pass, no going back. */

const MAX_LENGTH = 100_000;

const WORDS = {
  c: 'abstract as async await bool boolean break byte case catch chan char class const continue crate default defer delete do double dyn else enum export extends extern false final finally float fn for foreach from fun func function go goto if impl implements import in instanceof int interface internal is let long loop map match mod module move mut namespace new nil none null nullptr object of open operator out override package permits private protected pub public range readonly record ref return sealed select self short signed sizeof static struct super suspend switch synchronized template this throw throws trait transient true try type typedef typename typeof undefined union unsafe unsigned use using val var virtual void volatile when where while with yield',
  python: 'and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield',
  shell: 'case do done elif else esac export fi for function if in local read return set shift then unset until while echo cd exit sudo',
  sql: 'add all alter and as asc between by case create cross delete desc distinct drop else end exists from full group having if in index inner insert into is join key left like limit not null offset on or order outer primary references right select set table then union unique update values view when where with',
  data: 'true false null yes no',
};
const FAMILY = {
  java: 'c', js: 'c', javascript: 'c', ts: 'c', typescript: 'c', jsx: 'c', tsx: 'c', c: 'c', cpp: 'c', 'c++': 'c', h: 'c', cs: 'c', csharp: 'c', go: 'c',
  rust: 'c', rs: 'c', kotlin: 'c', kt: 'c', swift: 'c', scala: 'c', php: 'c', dart: 'c', groovy: 'c', css: 'c', scss: 'c', zig: 'c',
  python: 'python', py: 'python', ruby: 'python', rb: 'python', r: 'python', julia: 'python',
  sh: 'shell', bash: 'shell', zsh: 'shell', shell: 'shell', console: 'shell', dockerfile: 'shell', makefile: 'shell', powershell: 'shell',
  sql: 'sql', json: 'data', yaml: 'data', yml: 'data', toml: 'data', ini: 'data', properties: 'data', xml: 'markup', html: 'markup', svg: 'markup',
};
const COMMENT = {
  c: '\\/\\/[^\\n]*|\\/\\*[\\s\\S]*?(?:\\*\\/|$)',
  python: '#[^\\n]*',
  shell: '#[^\\n]*',
  sql: '--[^\\n]*|\\/\\*[\\s\\S]*?(?:\\*\\/|$)',
  data: '#[^\\n]*',
  markup: '<!--[\\s\\S]*?(?:-->|$)',
};
const STRING = '"""[\\s\\S]*?(?:"""|$)|\'\'\'[\\s\\S]*?(?:\'\'\'|$)|"(?:\\\\[\\s\\S]|[^"\\\\\\n])*"?|\'(?:\\\\[\\s\\S]|[^\'\\\\\\n])*\'?|`(?:\\\\[\\s\\S]|[^`\\\\])*`?';
const NUMBER = '\\b\\d[\\w.]*';
const WORD = '[A-Za-z_$][\\w$]*';

/** Pieces of code: [kind, text], kind one of '', 'comment', 'string', 'number', 'keyword', 'call'. */
export function highlight(code, language) {
  const family = FAMILY[language.toLowerCase()];
  if (!family || code.length > MAX_LENGTH) return [['', code]];
  const keywords = new Set((WORDS[family] ?? '').split(' '));
  const scan = new RegExp(`(${COMMENT[family]})|(${STRING})|(${NUMBER})|(${WORD})`, 'g');
  const pieces = [];
  let last = 0;
  for (const match of code.matchAll(scan)) {
    if (match.index > last) pieces.push(['', code.slice(last, match.index)]);
    last = match.index + match[0].length;
    pieces.push([kind(match, family, keywords, code[last]), match[0]]);
  }
  if (last < code.length) pieces.push(['', code.slice(last)]);
  return pieces;
}

function kind(match, family, keywords, after) {
  if (match[1]) return 'comment';
  if (match[2]) return family === 'data' && after === ':' ? 'call' : 'string';
  if (match[3]) return 'number';
  const word = family === 'sql' ? match[4].toLowerCase() : match[4];
  if (keywords.has(word)) return 'keyword';
  return after === '(' ? 'call' : '';
}
