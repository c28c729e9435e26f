/** Probabilities of an answer's tokens: kept small, and turned into what is shown. Pure. */

/** Beyond it a conversation's file would grow too much. */
export const MAX_TOKENS = 2000;

const DIGITS = 1000;

/** Adds what the server told. @param {Pick<Studio.NewMessage, 'tokens' | 'tokensCut'>} node @param {Omit<Wire.TokenLogprob, 'bytes'>[]} list */
export function keepTokens(node, list) {
  node.tokens ??= [];
  for (const { token, logprob, top_logprobs: top = [] } of list) {
    if (node.tokens.length >= MAX_TOKENS) {
      node.tokensCut = true;
      return;
    }
    node.tokens.push([token, rounded(logprob), top.map((each) => [each.token, rounded(each.logprob)])]);
  }
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * DIGITS) / DIGITS;
}

/** From 1, very sure, to 5, very unsure. @param {number} logprob */
export function doubt(logprob) {
  const p = Math.exp(logprob);
  return [0.9, 0.6, 0.3, 0.1].findIndex((least) => p >= least) + 1 || 5;
}

/** The alternatives of a token, likeliest first, the drawn one among them; `rest` is what all others share. @param {Studio.KeptToken} token */
export function alternatives([text, logprob, top]) {
  const list = top.map(([other, value]) => ({ text: other, p: Math.exp(value), drawn: other === text }));
  if (!list.some((each) => each.drawn)) list.push({ text, p: Math.exp(logprob), drawn: true });
  list.sort((a, b) => b.p - a.p);
  return { list, rest: Math.max(0, 1 - list.reduce((sum, each) => sum + each.p, 0)) };
}

/** Spaces and line ends as something to see. @param {string} text */
export function visible(text) {
  return text.replace(/ /g, '␣').replace(/\n/g, '↵').replace(/\t/g, '⇥') || '∅';
}
