/**
 * What none of the dialects has, in the form other local servers gave it: reranking, tokens, rendered prompts. Entry classes
 * {@link hearth.server.extra.Rerank} and {@link hearth.server.extra.Tokens}.
 */
package hearth.server.extra;
