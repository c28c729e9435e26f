export * from 'katex';
export { default } from 'katex';
