// llama.cpp's greedy continuation of a raw prompt as one JSON object: ids, and the logit by which each led the second best.
// usage: node greedy-llama.mjs FILE PROMPT_FILE COUNT
import {readFileSync} from "node:fs";
import {getLlama} from "node-llama-cpp";

const [file, promptFile, count] = process.argv.slice(2);
const llama = await getLlama({gpu: false, logLevel: "error", build: "never"});
const model = await llama.loadModel({modelPath: file});
const promptIds = model.tokenize(readFileSync(promptFile, "utf8"), true);
if (model.tokens.shouldPrependBosToken && model.tokens.bos != null && promptIds[0] !== model.tokens.bos) promptIds.unshift(model.tokens.bos);
const context = await model.createContext({contextSize: promptIds.length + Number(count) + 8, threads: {ideal: 1, min: 1}, flashAttention: false});
const generatedIds = [], leads = [];
for await (const step of context.getSequence().evaluateWithMetadata(promptIds, {probabilities: true}, {temperature: 0, yieldEogToken: true})) {
    const [best, second] = step.probabilities.values();
    generatedIds.push(step.token);
    // A quotient of probabilities is a difference of logits.
    leads.push(Math.log(best / second));
    if (generatedIds.length >= Number(count) || model.isEogToken(step.token)) break;
}
console.log(JSON.stringify({promptIds, generatedIds, leads}));
await llama.dispose();
