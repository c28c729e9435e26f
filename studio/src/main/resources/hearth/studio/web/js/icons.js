import { svg } from './dom.js';

/** Drawn for the studio, on a grid of 24. */
const PATHS = {
  chat: 'M4 5h16v11H9l-5 4z',
  models: 'M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.500 8-4.500M12 12v9',
  discover: 'M12 4v11m-5-5l5 5 5-5M4 20h16',
  server: 'M4 5h16v6H4zM4 13h16v6H4zM7 8h.1M7 16h.1',
  machine: 'M7 7h10v10H7zM10 2v5m4-5v5m-4 10v5m4-5v5M2 10h5m-5 4h5m10-4h5m-5 4h5',
  settings: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 4.500v5M9 14.500v5',
  compare: 'M4 4h7v16H4zM13 4h7v16h-7z',
  plus: 'M12 5v14M5 12h14',
  send: 'M5 12l14-7-5 15-3-6z',
  stop: 'M7 7h10v10H7z',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  redo: 'M19 12a7 7 0 1 1-2-5l2 2m0-5v5h-5',
  next: 'M9 6l6 6-6 6',
  back: 'M15 6l-6 6 6 6',
  more: 'M6 12h.1M12 12h.1M18 12h.1',
  bin: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5m4-5v5',
  panel: 'M4 5h16v14H4zM14 5v14',
  list: 'M4 6h16M4 12h16M4 18h16',
  folder: 'M3 6h6l2 3h10v10H3z',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.500 4.500',
  close: 'M6 6l12 12M18 6L6 18',
  play: 'M8 5l11 7-11 7z',
  workshop: 'M14 6a4 4 0 0 0-5 5l-6 6 4 4 6-6a4 4 0 0 0 5-5l-3 3-4-4z',
  bars: 'M5 20v-7M10 20V5M15 20v-9M20 20v-4',
  pause: 'M8 6v12M16 6v12',
  attach: 'M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8.500 8.500a1.800 1.800 0 0 1-2.500-2.500L14.500 7.500',
  documents: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  check: 'M5 13l4 4L19 7',
  down: 'M12 5v13m-6-6l6 6 6-6',
};

/** A picture beside or instead of words; the button that holds it has the name. @param {keyof typeof PATHS} name */
export function icon(name) {
  return svg('svg', { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true', focusable: 'false' }, svg('path', { d: PATHS[name] }));
}
