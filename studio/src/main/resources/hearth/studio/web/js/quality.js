/** A plain word on what a quantization does to a model. Pure. */

/** Bits a weight takes, about, by the names in use. @type {[RegExp, number][]} */
const BITS = [[/^(?:F|FP)32$/, 32], [/^(?:BF16|F16|FP16)$/, 16], [/^Q8/, 8.5], [/^Q6/, 6.6], [/^Q5/, 5.6], [/^(?:IQ4_XS)$/, 4.25], [/^(?:Q4|IQ4|MXFP4|NVFP4)/, 4.8],
  [/^Q3_K_L$/, 4.2], [/^(?:Q3|IQ3_M)/, 3.8], [/^IQ3/, 3.3], [/^Q2/, 3], [/^IQ2/, 2.4], [/^(?:IQ1|TQ1|Q1)/, 1.8], [/^TQ2/, 2.1]];

/** Bits a weight, or null for a name nobody knows. @param {string} name */
export function bitsOf(name) {
  const plain = name.toUpperCase().replace(/^UD-/, '');
  return BITS.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}

/** @param {number | null} bits @returns {Studio.Grade | null} */
export function gradeOf(bits) {
  if (bits === null) return null;
  if (bits >= 15) return 'original';
  if (bits >= 6.2) return 'same';
  if (bits >= 5.2) return 'good';
  if (bits >= 4.2) return 'usual';
  if (bits >= 3.2) return 'less';
  return 'poor';
}
