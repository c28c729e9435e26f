/** Where the focus was, although what had it is drawn anew meanwhile: while a dialog is open, or while a list is looked at. */

const STEP = 20;
/** A press that goes on for longer, or the end of which is not told, holds nothing up. */
const LONG = 1000;

/** What tells an item from its neighbours. @param {Element} element */
const keyOf = (element) => element.getAttribute('data-id') ?? element.getAttribute('aria-label');

/** @param {Element & {labels?: NodeListOf<Element> | null}} element */
const nameOf = (element) => element.getAttribute('aria-label') ?? (element.labels?.[0] ?? element).textContent?.trim() ?? '';

/** From the inside out. @param {Element} element */
function ancestorsOf(element) {
  const found = [];
  for (let each = element.parentElement; each; each = each.parentElement) found.push(each);
  return found;
}

/**
 * Remembers a place; the answer finds what stands there when it is called: the same element, or the one that took its place, or null.
 * @param {Element | null} element @returns {() => HTMLElement | null}
 */
export function bookmark(element) {
  if (!(element instanceof HTMLElement)) return () => null;
  const ancestors = ancestorsOf(element);
  return () => {
    if (element.isConnected) return element;
    const stays = ancestors.findIndex((each) => each.isConnected);
    // What was taken off the page is still in one piece.
    const gone = ancestors.slice(0, Math.max(0, stays)).filter((each) => keyOf(each) !== null);
    /** @type {Element | undefined} */
    let place = ancestors[stays];
    for (const old of gone.toReversed()) place = [...place?.querySelectorAll(old.localName) ?? []].find((each) => keyOf(each) === keyOf(old));
    /** @param {Element | undefined} part @returns {Element[]} */
    const alike = (part) => [...part?.querySelectorAll(element.localName) ?? []];
    const named = alike(place).find((each) => nameOf(each) !== '' && nameOf(each) === nameOf(element));
    // The parts of an item have the same order when it has another name.
    const same = named ?? (gone.some((each) => each.hasAttribute('data-id')) ? alike(place)[alike(gone[0]).indexOf(element)] : null);
    return same instanceof HTMLElement ? same : null;
  };
}

/** Brings the focus back if nothing has it. @param {() => HTMLElement | null} place of a bookmark @param {() => HTMLElement | null} [otherwise] where else if that is gone */
export function giveBack(place, otherwise = () => null) {
  for (const find of [place, otherwise, () => document.getElementById('main')]) {
    if (document.activeElement && document.activeElement !== document.body) return;
    const found = find();
    // Nothing had it before.
    if (found === document.body) return;
    found?.focus({ preventScroll: true });
  }
}

/**
 * Draws something anew; what has the focus in it has it again.
 * @param {Element} part of the page @param {() => void} draw @param {() => HTMLElement | null} [otherwise] where the focus goes if what had it is gone
 */
export function keepFocus(part, draw, otherwise) {
  const held = part.contains(document.activeElement) ? bookmark(document.activeElement) : null;
  draw();
  if (held) giveBack(held, otherwise);
}

let pressed = false;

/** Watches for what is pressed. */
export function watchPresses() {
  for (const type of ['pointerdown', 'pointerup', 'pointercancel', 'dragend', 'blur']) window.addEventListener(type, () => { pressed = type === 'pointerdown'; }, { capture: true });
}

/** Waits while a button or a finger is down: a list that is drawn anew before it is up again would lose the click. */
export async function released() {
  for (let waited = 0; pressed && waited < LONG; waited += STEP) await new Promise((done) => { setTimeout(done, STEP); });
}

/** The first thing in a part of the page that can be used. @param {Element} part */
export const firstOf = (part) => () => {
  /** @type {HTMLElement | null} */
  const first = part.querySelector('button:enabled, a[href], input:enabled, select:enabled');
  return first;
};
