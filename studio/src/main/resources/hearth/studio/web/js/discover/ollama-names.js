/** Well-known names of the Ollama library and the sizes they come in, for a search by words. Whether one is still there, its registry says. Pure. */

const NAMES = {
  llama3: '8b 70b', 'llama3.1': '8b 70b', 'llama3.2': '1b 3b', 'llama3.3': '70b', tinyllama: '1.1b', mistral: '7b', 'mistral-nemo': '12b', 'mistral-small': '22b 24b',
  mixtral: '8x7b 8x22b', codestral: '22b', mathstral: '7b', gemma: '2b 7b', gemma2: '2b 9b 27b', gemma3: '270m 1b 4b 12b 27b', codegemma: '2b 7b',
  qwen2: '0.5b 1.5b 7b 72b', 'qwen2.5': '0.5b 1.5b 3b 7b 14b 32b 72b', 'qwen2.5-coder': '0.5b 1.5b 3b 7b 14b 32b', qwen3: '0.6b 1.7b 4b 8b 14b 30b 32b', 'qwen3-coder': '30b',
  qwq: '32b', 'deepseek-r1': '1.5b 7b 8b 14b 32b 70b', 'deepseek-coder': '1.3b 6.7b 33b', phi: '2.7b', phi3: '3.8b 14b', 'phi3.5': '3.8b', phi4: '14b', 'phi4-mini': '3.8b',
  smollm: '135m 360m 1.7b', smollm2: '135m 360m 1.7b', stablelm2: '1.6b 12b', starcoder2: '3b 7b 15b', codellama: '7b 13b 34b', falcon: '7b 40b', falcon3: '1b 3b 7b 10b',
  olmo2: '7b 13b', 'granite3.1-dense': '2b 8b', 'granite3.3': '2b 8b', 'command-r': '35b', 'command-r7b': '7b', aya: '8b 35b', 'aya-expanse': '8b 32b', 'gpt-oss': '20b 120b',
  'nous-hermes2': '10.7b', hermes3: '3b 8b 70b', zephyr: '7b', 'openchat': '7b', dolphin3: '8b', 'nomic-embed-text': 'v1.5', 'all-minilm': '22m 33m',
  'mxbai-embed-large': '335m', 'snowflake-arctic-embed': '22m 33m 110m 137m 335m', 'bge-m3': '567m', 'qwen3-embedding': '0.6b 4b 8b',
};

/** Names with all these words, sizes too. @param {string} words */
export function ollamaNames(words) {
  const wanted = words.toLowerCase().split(/[\s:]+/).filter(Boolean);
  return Object.entries(NAMES).flatMap(([name, sizes]) => sizes.split(' ').map((size) => `${name}:${size}`))
    .filter((name) => wanted.every((word) => name.includes(word)));
}
