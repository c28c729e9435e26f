/** What the worker that colours code finds in its world. */
declare function importScripts(...addresses: string[]): void;
declare const hljs: import('highlight.js').HLJSApi;
