/** The second wall: whatever the first let through, only these tags, attributes and addresses reach the page. */
import createSanitizer from '../../lib/dompurify/purify.es.mjs';
import { MATH_ATTRIBUTES, MATH_TAGS } from './math.js';

const CLASSES = /^(?:plain|source|formula|math|display|task-done|task-open|align-(?:start|center|end)|language-[\w.+#-]{1,40}|hljs-[\w-]{1,40}|[a-z]{1,20}_{1,3})$/;
/** @type {{RETURN_DOM_FRAGMENT: true, ALLOW_DATA_ATTR: boolean, ALLOW_ARIA_ATTR: boolean, ALLOW_UNKNOWN_PROTOCOLS: boolean}} */
const COMMON = { RETURN_DOM_FRAGMENT: true, ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, ALLOW_UNKNOWN_PROTOCOLS: false };
const TEXT = {
  ...COMMON,
  ALLOWED_TAGS: ['p', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'hr', 'br', 'em', 'strong', 'del', 'sub', 'sup', 'code', 'pre', 'a', 'div', 'span', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ALLOWED_ATTR: ['href', 'class', 'start'],
  ADD_URI_SAFE_ATTR: ['start'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
};
const CODE = { ...COMMON, ALLOWED_TAGS: ['span'], ALLOWED_ATTR: ['class'] };
const MATH = {
  ...COMMON,
  ALLOWED_TAGS: MATH_TAGS,
  ALLOWED_ATTR: MATH_ATTRIBUTES,
  // The source stands beside the formula; the page has it already.
  FORBID_CONTENTS: ['annotation', 'annotation-xml', 'script', 'style', 'template', 'svg', 'iframe', 'noscript', 'title', 'xmp', 'noembed', 'noframes', 'plaintext'],
};

/** One for each configuration: a sanitizer reads its own again only when it changes. @param {import('../../lib/dompurify/purify.es.mjs').Config & {RETURN_DOM_FRAGMENT: true}} config */
function cleaner(config) {
  const sanitizer = createSanitizer(window);
  sanitizer.addHook('uponSanitizeAttribute', (_, attribute) => {
    if (attribute.attrName !== 'class') return;
    attribute.attrValue = attribute.attrValue.split(/\s+/).filter((name) => CLASSES.test(name)).join(' ');
    attribute.keepAttr &&= attribute.attrValue !== '';
  });
  /** @param {string} markup */
  return (markup) => document.adoptNode(sanitizer.sanitize(markup, config));
}

export const cleanText = cleaner(TEXT);
export const cleanCode = cleaner(CODE);
export const cleanMath = cleaner(MATH);
